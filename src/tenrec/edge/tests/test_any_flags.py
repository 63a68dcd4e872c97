"""No request for flags and no stored flag gives a 500; every answer is JSON of its shape."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .flag_desk import flag
from .test_any_input import BODIES, HEADERS, QUERIES

HARD = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
NAMES = [
    *("token", "api_key", "$token", "distinct_id", "$distinct_id", "person_properties"),
    *("$properties", "groups", "$groups", "group_properties", "$group_properties"),
    *("$anon_distinct_id", "anon_distinct_id", "device_id", "$device_id", "flag_keys"),
    *("flag_keys_to_evaluate", "evaluation_contexts", "evaluation_environments"),
    *("evaluation_runtime", "geoip_disable", "ip_address", "timezone", "disable_flags"),
]
FINITE = st.floats(allow_nan=False, allow_infinity=False)
ANY_BODY = st.dictionaries(st.sampled_from(NAMES), VALUES)
GOOD_BODY = st.fixed_dictionaries(
    {"distinct_id": st.text(max_size=5) | st.integers() | FINITE},
    optional={
        "person_properties": st.dictionaries(st.text(max_size=4), VALUES),
        "groups": st.dictionaries(st.sampled_from(["company", "x"]), VALUES),
        "group_properties": st.dictionaries(
            st.sampled_from(["company", "x"]), st.dictionaries(st.text(max_size=4), VALUES)
        ),
        "$anon_distinct_id": st.text(max_size=5),
        "flag_keys": st.lists(st.sampled_from(["f", "g", "h"])),
    },
)
PATHS = ["/flags", "/flags/", "/decide", "/decide/", "/flags/definitions"]
ASKED = ["?v=1", "?v=2", "?v=3", "?v=4&config=true", "", "?v=", "?v=9999999999999999999999"]
PROPERTY = st.fixed_dictionaries(
    {
        "key": st.sampled_from(["plan", "distinct_id", "8", ""]),
        "type": st.sampled_from(["person", "group", "cohort", "flag", "person_metadata"]),
        "value": VALUES,
    },
    optional={
        "operator": st.sampled_from(["exact", "regex", "gt", "is_date_before", "semver_gt", "in"]),
        "group_type_index": VALUES,
    },
)
FILTERS = VALUES | st.fixed_dictionaries(
    {
        "groups": VALUES
        | st.lists(
            st.fixed_dictionaries(
                {"properties": st.lists(PROPERTY, max_size=2), "rollout_percentage": VALUES}
            ),
            max_size=2,
        )
    },
    optional={"multivariate": VALUES, "payloads": VALUES, "holdout": VALUES},
)


def check(edge: Any, reply: Any) -> None:
    assert reply.status in {200, 204, 304, 400, 401, 405, 413}, reply.text
    if reply.status == 200 and reply.body:
        assert isinstance(reply.json, dict | list)
    assert edge.metrics.in_flight == 0


@HARD
@given(
    method=st.sampled_from(["POST"] * 5 + ["GET", "HEAD", "OPTIONS", "PUT"]),
    path=st.sampled_from(PATHS),
    query=QUERIES | st.sampled_from(ASKED),
    body=BODIES,
    headers=HEADERS,
)
def test_request__any_bytes__is_answered_without_a_500(
    edge: Any, method: str, path: str, query: str, body: bytes, headers: dict[str, str]
) -> None:
    check(edge, edge.send(method, path + query, body, headers))


@HARD
@given(path=st.sampled_from(PATHS), query=st.sampled_from(ASKED), body=ANY_BODY | GOOD_BODY)
def test_request__any_fields__are_answered_without_a_500(
    edge: Any, path: str, query: str, body: dict[str, Any]
) -> None:
    edge.desk.put(
        flag("f", {"properties": [{"key": "a", "value": "b", "operator": "regex"}]}),
        flag("g", ensure_experience_continuity=True),
        flag("h", {"properties": [], "aggregation_group_type_index": 0}),
    )
    check(edge, _sent(edge, path + query, body))
    check(edge, _sent(edge, path + query, {**body, "token": "phc_alice", "distinct_id": "zoe"}))


@HARD
@given(filters=FILTERS, active=VALUES, runtime=VALUES, contexts=VALUES, body=GOOD_BODY)
def test_flag__however_it_is_stored__spoils_no_answer(
    edge: Any, filters: Any, active: Any, runtime: Any, contexts: Any, body: dict[str, Any]
) -> None:
    row = {"id": 8, "key": "f", "active": active, "version": 1, "filters": filters}
    row |= {"evaluation_runtime": runtime, "evaluation_contexts": contexts}
    edge.desk.put(row, flag("g"))
    for query in ASKED:
        reply = _sent(edge, f"/flags/{query}", {**body, "token": "phc_alice"})
        assert reply.status == 200, reply.text
    if "flag_keys" not in body:
        assert reply.json["featureFlags"]["g"] is True


def _sent(edge: Any, path: str, body: dict[str, Any]) -> Any:
    return edge.send("POST", path, json.dumps(body).encode(), {})
