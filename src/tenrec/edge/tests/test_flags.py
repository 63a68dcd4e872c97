"""`/flags` and `/decide`: methods, shapes, who is asked for, and which flags are answered."""

import base64
import gzip
import json
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from .conftest import Edge
from .flag_desk import flag, of_person

BODY = {"token": "phc_alice", "distinct_id": "zoe"}
VARIANTS = {
    "multivariate": {"variants": [{"key": "b", "rollout_percentage": 100}]},
    "payloads": {"b": '{"a":1}'},
}
CONFIG = {
    "token": "phc_alice",
    "supportedCompression": ["gzip", "gzip-js"],
    "hasFeatureFlags": True,
    "captureDeadClicks": False,
    "capturePerformance": False,
    "autocapture_opt_out": True,
    "autocaptureExceptions": False,
    "analytics": {"endpoint": "/i/v0/e/"},
    "elementsChainAsString": True,
    "errorTracking": {"autocaptureExceptions": False, "suppressionRules": []},
    "logs": {"captureConsoleLogs": False},
    "sessionRecording": False,
    "heatmaps": False,
    "conversations": False,
    "surveys": False,
    "productTours": False,
    "defaultIdentifiedOnly": True,
    "flagsPersistenceDefault": False,
    "siteApps": [],
    "isAuthenticated": False,
    "toolbarParams": {},
    "config": {"enable_collect_everything": True},
}
MINIMAL = ("supportedCompression", "config", "toolbarParams", "isAuthenticated", "sessionRecording")


def asked(edge: Edge, path: str = "/flags/?v=2", /, **fields: Any) -> dict[str, Any]:
    reply = edge.post(path, {**BODY, **fields})
    assert reply.status == 200, reply.text
    document: dict[str, Any] = reply.json
    return document


def values(edge: Edge, path: str = "/flags/?v=1", /, **fields: Any) -> dict[str, Any]:
    found: dict[str, Any] = asked(edge, path, **fields)["featureFlags"]
    return found


@pytest.fixture
def stocked(edge: Edge) -> Edge:
    edge.desk.put(
        flag("multi", filters=VARIANTS, number=7),
        flag("on", number=8),
        flag("off", of_person("plan", "never"), number=9),
    )
    return edge


def test_flags__v2__says_each_flag_with_its_reason(stocked: Edge) -> None:
    answer = asked(stocked)
    assert answer["flags"] == {
        "multi": {
            "key": "multi",
            "enabled": True,
            "variant": "b",
            "reason": {
                "code": "condition_match",
                "condition_index": 0,
                "description": "Matched condition set 1",
            },
            "metadata": {
                "id": 7,
                "version": 3,
                "description": None,
                "payload": '{"a":1}',
                "has_experiment": False,
            },
        },
        "on": {
            **answer["flags"]["on"],
            "enabled": True,
            "variant": None,
        },
        "off": {
            **answer["flags"]["off"],
            "enabled": False,
            "variant": None,
            "reason": {
                "code": "no_condition_match",
                "condition_index": 0,
                "description": "No matching condition set",
            },
        },
    }
    assert answer["errorsWhileComputingFlags"] is False
    assert UUID(answer["requestId"]).version == 4
    assert isinstance(answer["evaluatedAt"], int)
    assert set(answer) == {"flags", "errorsWhileComputingFlags", "requestId", "evaluatedAt"}


V1 = {"featureFlags", "featureFlagPayloads", "errorsWhileComputingFlags"}
V2 = {"flags", "errorsWhileComputingFlags"}


@pytest.mark.parametrize(
    ("path", "members", "has_config"),
    [
        ("/flags", V2, True),
        ("/flags/", V2, True),
        ("/flags/?v=2", V2, False),
        ("/flags/?v=2&config=true", V2, True),
        ("/flags/?v=3", V2, False),
        ("/flags/?v=4", V2, False),
        ("/flags?version=2", V2, False),
        ("/flags/?v=1", V1, False),
        ("/flags/?v=0", V1, False),
        ("/flags/?v=-3", V1, False),
        ("/flags/?v=nonsense", V1, False),
        ("/flags/?config=true", V1, True),
        ("/flags/?config=false", V1, False),
        ("/decide", {"featureFlags"}, True),
        ("/decide/?v=1", {"featureFlags"}, True),
        ("/decide/?v=2", {"featureFlags"}, True),
        ("/decide/?v=2&config=false", {"featureFlags"}, False),
        ("/decide/?v=3", V1, True),
        ("/decide/?v=4", V2, True),
        ("/decide/?v=5", V2, True),
    ],
)
def test_flags__every_version__has_its_members(
    stocked: Edge, path: str, members: set[str], has_config: bool
) -> None:
    answer = asked(stocked, path)
    config = {key: answer.pop(key) for key in list(answer) if key in CONFIG}
    assert set(answer) == members | {"requestId", "evaluatedAt"}
    assert config == (CONFIG if has_config else {})


def test_flags__older_shapes__have_their_values(stocked: Edge) -> None:
    old = asked(stocked, "/flags/?v=1")
    assert old["featureFlags"] == {"multi": "b", "on": True, "off": False}
    assert old["featureFlagPayloads"] == {"multi": '{"a":1}'}
    assert asked(stocked, "/decide/?v=2")["featureFlags"] == {"multi": "b", "on": True}
    assert asked(stocked, "/decide/?v=1")["featureFlags"] == ["multi", "on"]


@pytest.mark.parametrize("path", ["/flags", "/flags/", "/decide", "/decide/", "/flags?v=1"])
def test_get__anywhere__answers_without_flags(stocked: Edge, path: str) -> None:
    reply = stocked.send("GET", path)
    assert reply.status == 200
    assert reply.json["featureFlags"] == reply.json["featureFlagPayloads"] == {}
    assert {key: reply.json[key] for key in MINIMAL} == {key: CONFIG[key] for key in MINIMAL}
    assert stocked.send("GET", "/flags/?v=2").json["flags"] == {}


def test_methods__others__are_answered_as_documented(edge: Edge) -> None:
    head = edge.send("HEAD", "/flags/")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-type"] == "application/json"
    for method, status in (("OPTIONS", 204), ("PUT", 405), ("DELETE", 405)):
        reply = edge.send(method, "/decide/")
        assert (reply.status, reply.body) == (status, b"")
        assert reply.headers["allow"] == "GET, POST, OPTIONS, HEAD"


def test_cors__a_page_of_another_site__may_ask(stocked: Edge) -> None:
    origin = {"origin": "https://shop.example"}
    preflight = stocked.send(
        "OPTIONS",
        "/flags/",
        headers={
            **origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        },
    )
    assert preflight.status == 200
    assert preflight.headers["access-control-allow-headers"] == "content-type"
    for reply in (stocked.post("/flags/", BODY, **origin), stocked.post("/flags/", {}, **origin)):
        assert reply.headers["access-control-allow-origin"] == "https://shop.example"
        assert reply.headers["access-control-allow-credentials"] == "true"


def test_request_id__a_uuid_of_the_client__comes_back(stocked: Edge) -> None:
    own = "0198c0de-0000-7000-8000-000000000abc"
    assert stocked.post("/flags/", BODY, **{"x-request-id": own}).json["requestId"] == own
    other = stocked.post("/flags/", BODY, **{"x-request-id": "mine"}).json["requestId"]
    assert UUID(other)


PLAIN = json.dumps({**BODY, "person_properties": {"text": "Grüße 世界"}}).encode()
FORM = "application/x-www-form-urlencoded"
CODED = base64.b64encode(PLAIN).decode()


@pytest.mark.parametrize(
    ("query", "content_type", "encoding", "body"),
    [
        ("", "application/json", "", PLAIN),
        ("", "", "", PLAIN),
        ("", "application/xml", "", PLAIN),
        ("", "text/plain", "", gzip.compress(PLAIN)),
        ("", "application/json", "gzip", gzip.compress(PLAIN)),
        ("&compression=gzip", "", "", gzip.compress(PLAIN)),
        ("&compression=gzip-js&_=1767225600000", "text/plain", "", gzip.compress(PLAIN)),
        ("&compression=base64", FORM, "", f"data={quote(CODED, safe='')}".encode()),
        ("&compression=base64", FORM, "", f"data={CODED}".encode()),
        ("", FORM, "", f"data={quote(CODED, safe='')}&compression=base64".encode()),
        ("", FORM, "", f"data={quote(PLAIN.decode())}".encode()),
        ("&compression=base64", FORM, "", CODED.encode()),
        ("&compression=base64", "", "", quote(CODED, safe="").encode()),
        ("", "text/plain", "", CODED.rstrip("=").encode()),
        ("", FORM, "", PLAIN),
        ("&compression=unheard-of", "", "", PLAIN),
        ("", "", "", b"\xef\xbb\xbf" + PLAIN),
    ],
)
def test_body__every_encoding__is_read(
    edge: Edge, query: str, content_type: str, encoding: str, body: bytes
) -> None:
    edge.desk.put(flag("said", of_person("text", "Grüße 世界")))
    headers = {"content-type": content_type, "content-encoding": encoding}
    reply = edge.send("POST", f"/flags/?v=2{query}", body, {k: v for k, v in headers.items() if v})
    assert reply.status == 200, reply.text
    assert reply.json["flags"]["said"]["enabled"] is True


@pytest.mark.parametrize(
    "body",
    [
        b'{"token":"phc_alice","distinct_id":"zoe","person_properties":{"n":NaN,"m":-Infinity}}',
        b'{"token":"phc_alice","distinct_id":"zoe","person_properties":{"n":1e999}}',
        b'{"token":"phc_alice","distinct_id":"zoe","person_properties":{"n":%s}}' % (b"9" * 5000),
        b'{"token":"phc_alice","distinct_id":"zoe","x":"\xff\xfe"}',
        b'{"token":"phc_alice","distinct_id":"zoe","x":"\\ud800"}',
    ],
)
def test_body__not_quite_json__is_forgiven(edge: Edge, body: bytes) -> None:
    edge.desk.put(flag("set", of_person("n", "is_set", "is_set")), flag("any"))
    reply = edge.send("POST", "/flags/?v=1", body)
    assert reply.status == 200, reply.text
    # A number that is none is null, and null is set.
    assert reply.json["featureFlags"] == {"set": b'"n"' in body, "any": True}


@pytest.mark.parametrize(
    ("fields", "is_on"),
    [
        ({"api_key": "phc_alice", "distinct_id": "zoe"}, True),
        ({"$token": "phc_alice", "$distinct_id": "zoe"}, True),
        ({"token": None, "api_key": " phc_alice ", "distinct_id": "zoe"}, True),
        ({"token": "phx_personal", "distinct_id": "zoe"}, True),
        ({"token": "phc_alice", "distinct_id": 42}, False),
        ({"token": "phc_alice", "distinct_id": 4.5}, False),
        ({"token": "phc_alice", "distinct_id": ""}, False),
        ({"token": "phc_alice", "distinct_id": "x" * 500}, False),
    ],
)
def test_fields__every_name__is_understood(edge: Edge, fields: dict[str, Any], is_on: bool) -> None:
    edge.desk.put(flag("hers", of_person("distinct_id", "zoe")))
    reply = edge.post("/flags/?v=1", fields)
    assert reply.json["featureFlags"] == {"hers": is_on}


def test_distinct_id__number_or_endless__is_text_of_200(edge: Edge) -> None:
    edge.desk.put(
        flag("long", of_person("distinct_id", "x" * 200)),
        flag("number", of_person("distinct_id", "4.5")),
    )
    assert values(edge, distinct_id="x" * 500) == {"long": True, "number": False}
    assert values(edge, distinct_id=4.5) == {"long": False, "number": True}


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        (b"", 400, "Failed to decode request: invalid JSON. "),
        (b"nonsense!", 400, "Failed to decode request: invalid JSON. "),
        (b"[]", 400, "Failed to decode request: invalid JSON. "),
        (b'{"token":5,"distinct_id":"z"}', 400, "Failed to decode request: invalid JSON. "),
        (b'{"token":"phc_alice","distinct_id":true}', 400, "Failed to decode request: "),
        (b'{"token":"phc_alice","distinct_id":"z","groups":[]}', 400, "Failed to decode request"),
        (
            b'{"token":"phc_alice","distinct_id":"z","group_properties":{"a":1}}',
            400,
            "Failed to decode request: invalid JSON. ",
        ),
        (b'{"token":"phc_alice","distinct_id":"z","flag_keys":[1]}', 400, "Failed to decode"),
        (b'{"token":"phc_alice","distinct_id":"z","disable_flags":1}', 400, "Failed to decode"),
        (b"[" * 5000, 400, "Failed to decode request: invalid JSON. "),
        (b"\x1f\x8b\x08 no", 400, "Failed to decode request: invalid GZIP data. "),
        (b'{"token":"phc_alice"}', 400, "The distinct_id field is missing from the request. "),
        (b'{"distinct_id":"z"}', 401, "No API token provided. "),
        (b'{"token":"","distinct_id":"z"}', 401, "No API token provided. "),
        (b'{"token":"phc_nobody","distinct_id":"z"}', 401, "The provided API key is invalid "),
        ('{"token":"phc_é","distinct_id":"z"}'.encode(), 401, "The provided API key is invalid "),
        (b'{"token":"phc_nobody"}', 401, "The provided API key is invalid "),
    ],
)
def test_refusal__each_kind__is_text_with_its_status(
    edge: Edge, body: bytes, status: int, text: str
) -> None:
    reply = edge.send("POST", "/flags/?v=2", body)
    assert reply.status == status
    assert reply.text.startswith(text)
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"


def test_body__larger_than_allowed__is_413(make_edge: Any) -> None:
    edge = make_edge(flags_bytes=1000)
    for body in (b" " * 2000, gzip.compress(b" " * 100_000)):
        assert edge.send("POST", "/flags/", body).status == 413
    assert edge.send("POST", "/flags/", json.dumps(BODY).encode()).status == 200


def test_body__of_endless_tiny_values__is_413_and_large_ones_are_counted(edge: Edge) -> None:
    tiny = b'{"token":"phc_alice","distinct_id":"z","x":[' + b"{}," * 600_000 + b"1]}"
    assert edge.send("POST", "/flags/", tiny).status == 413
    large = {**BODY, "person_properties": {f"k{number}": "x" for number in range(20_000)}}
    edge.desk.put(flag("on"))
    assert values(edge, **large) == {"on": True}


def test_decide__behind_a_proxy_that_says_so__is_decide(stocked: Edge) -> None:
    reply = stocked.post("/flags/", BODY, **{"x-original-endpoint": "decide"})
    assert reply.json["featureFlags"] == ["multi", "on"]


def test_flags__of_two_projects__never_mix(edge: Edge) -> None:
    edge.desk.put(flag("hers"))
    edge.desk.put(flag("his"), team_id=2)
    assert values(edge) == {"hers": True}
    assert values(edge, token="phc_bob") == {"his": True}


def test_project__that_is_gone__is_401(edge: Edge) -> None:
    del edge.desk.flags[2]
    assert edge.post("/flags/", {"token": "phc_bob", "distinct_id": "z"}).status == 401


def test_change__in_this_process__shows_at_once(edge: Edge) -> None:
    edge.desk.put(flag("a"))
    assert values(edge) == {"a": True}
    edge.desk.put(flag("b"))
    assert values(edge) == {"b": True}
    assert edge.desk.loads[1] == 2
    assert [values(edge) for _ in range(5)] == [{"b": True}] * 5
    assert edge.desk.loads[1] == 2


def test_metrics__requests_and_flags__are_counted(stocked: Edge) -> None:
    for path in ("/flags/?v=2", "/flags", "/decide/"):
        asked(stocked, path)
    stocked.post("/flags/", {"distinct_id": "z"})
    assert stocked.metrics.requests == {"/flags": 2, "/decide": 1}
    assert stocked.metrics.flags == {"/flags": 6, "/decide": 3}
    assert stocked.metrics.refused == {("/flags", 401, "no_token"): 1}
