"""Nothing that a client can send as properties fails, changes or spoils its neighbours."""

import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.store.base import Batch, EventStore

TEAM = 500
COLUMNS = ["team_id", "uuid", "event", "timestamp", "distinct_id", "properties"]
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})


def put(store: EventStore, *texts: str) -> list[str]:
    """Stores one event for each text and gives their uuids."""
    uuids = [str(uuid.uuid4()) for _ in texts]
    rows = [
        "\t".join([str(TEAM), key, "e", "2026-11-21 00:00:00.000000", "d", text.translate(ESCAPES)])
        for key, text in zip(uuids, texts, strict=True)
    ]
    data = "".join(row + "\n" for row in rows).encode()
    store.insert(Batch("events", COLUMNS, data, f"props-{uuids[0]}"))
    return uuids


def stored(store: EventStore, keys: list[str], what: str = "properties") -> list[Any]:
    sql = f"SELECT toString(uuid), {what} FROM events WHERE uuid IN {{keys:Array(UUID)}}"
    found = dict(store.select(sql, {"keys": keys}, team_id=TEAM).rows)
    return [found.get(key) for key in keys]


def nested(depth: int, left: str = '{"a":', right: str = "}") -> str:
    return '{"a":' + left * depth + "1" + right * depth + "}"


ODD = {
    "duplicate": '{"a":1,"a":2}',
    "duplicate object": '{"a":1,"a":{"b":3}}',
    "dots": '{"a":1,"a.b":2,"a":{"b":3}}',
    "dots reversed": '{"a":{"b":2},"a.b":1}',
    "only dots": '{".":1,"a.":2,".a":3,"..":4,"a..b":{"c":1}}',
    "empty key": '{"":1,"a":{"":{"":2}}}',
    "percent": '{"a%2Eb":1,"a.b":2,"%":3}',
    "quotes": '{"a`b":1,"a\\"b":2,"a\\\\b":3,"a\'b":4}',
    "marks": '{"^a":1,"a[]":2,":Int64":3,"a.:`Int64`":4,"a.size0":5,"null":6}',
    "wide integers": '{"a":18446744073709551615,"b":18446744073709551616,"c":-9223372036854775809}',
    "huge number": '{"a":' + "9" * 5000 + "}",
    "no float": '{"a":1e400,"b":-1e400,"c":1e-400}',
    "nan": '{"a":NaN,"b":Infinity}',
    "minus zero": '{"a":-0,"b":-0.0,"c":1.0,"d":1E2}',
    "mixed array": '{"a":[1,"x",null,true,1.5,{"b":1},[1,[2,"y"]]],"b":[null],"c":[[]],"d":[{}]}',
    "nul": '{"a":"x\\u0000y","b\\u0000c":1}',
    "surrogate": '{"a":"\\ud800","\\udfff":1}',
    "controls": '{"a":"\\t\\n\\r\\b\\f\\u0001"}',
    "raw controls": '{"a":"x\ty\nz\0"}',
    "unicode": '{"é😀":"é😀","\\ud83d\\ude00":2}',
    "deep object": nested(600),
    "deeper object": nested(5000),
    "deep array": nested(600, "[", "]"),
    "deeper array": nested(5000, "[", "]"),
    "deep mix": nested(300, '[{"a":', "}]"),
    "long key": '{"' + "k" * 100_000 + '":1}',
    "long text": '{"a":"' + "v" * 3_000_000 + '"}',
    "many keys": json.dumps({f"k{i}": i for i in range(5000)}),
    "long array": json.dumps({"a": list(range(50_000))}),
    **{f"not an object {text!r}": text for text in ("[1]", '"x"', "5", "null", "true", "", " ")},
    "not JSON": '{"a":',
    "more than JSON": '{"a":1}x',
}


@pytest.mark.parametrize("name", ODD)
def test_properties__odd_json__is_stored_exactly_beside_a_plain_row(
    store: EventStore, name: str
) -> None:
    plain = '{"a":{"b":"c"},"n":1}'
    keys = put(store, plain, ODD[name], plain)
    assert stored(store, keys) == [plain, ODD[name], plain]
    assert stored(store, keys[::2], "properties_json.n::Int64") == [1, 1]


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ('{"a.b":1,"a":{"b":2}}', "`a%2Eb`", 1),
        ('{"a.b":1,"a":{"b":2}}', "a.b", None),
        ('{"d":"2026-01-01"}', "d", "2026-01-01"),
        ('{"d":"2026-01-01T10:00:00.000Z"}', "d", "2026-01-01T10:00:00.000Z"),
        ('{"d":"12345"}', "d", "12345"),
        ('{"d":18446744073709551615}', "d", 2**64 - 1),
        ('{"d":true}', "d", True),
        ('{"d":1.5}', "d", 1.5),
        ('{"d":[1,"a",null]}', "d", [1, "a", None]),
        ('{"d":["",false]}', "d", ["", False]),
        ('{"d":[1,true]}', "d", [1, True]),
        ('{"d":["{","[[",",["]}', "d", ["{", "[[", ",["]),
        ('{"d":"{[[","e":[1,2.5],"f":{"g":1}}', "d", "{[["),
        ('{"d":"{[[","e":[1,2.5],"f":{"g":1}}', "e", [1, 2.5]),
        ('{"f":{"g":1},"d":"\\"\\\\\\u2028é\\n"}', "d", '"\\\u2028é\n'),
        ('{"f":{"g":1},"d":18446744073709551615}', "d", 2**64 - 1),
        ('{"f":{"g":1},"d":1e300}', "d", 1e300),
    ],
)
def test_properties__in_the_json_column__keep_value_and_type(
    store: EventStore, text: str, path: str, value: Any
) -> None:
    keys = put(store, text)
    assert stored(store, keys, f"properties_json.{path}") == [value]


@pytest.mark.parametrize(
    "value",
    ["{}", '{"a":1}', "[[]]", "[{}]", "[1,[2]]", '[1,"x",{"a":1}]', '["[",[[["x"]]]]'],
)
def test_properties__objects_and_lists_with_one__are_in_the_text_only(
    store: EventStore, value: str
) -> None:
    text = f'{{"first":"x","d":{value},"last":[1]}}'
    keys = put(store, text)
    assert stored(store, keys) == [text]
    assert stored(store, keys, "toJSONString(properties_json)") == ['{"first":"x","last":[1]}']


def test_properties__more_names_than_columns__are_all_found(store: EventStore) -> None:
    texts = [json.dumps({f"n{i}_{j}": i * j for j in range(40)}) for i in range(40)]
    keys = put(store, *texts)
    assert stored(store, keys) == texts
    for i, j in ((0, 0), (20, 20), (39, 39)):
        assert stored(store, [keys[i]], f"properties_json.n{i}_{j}") == [i * j]


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
LEAF = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(2**80), max_value=2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
    | st.sampled_from(["2026-01-01", "a.b", "\\", "\\N", "\t"])
)
KEY = TEXT | st.sampled_from(["a", "a.b", "b", "", ".", "a.", "$x", "a%2Eb"])
VALUE = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEY, inner, max_size=4)
)


@given(st.lists(st.dictionaries(KEY, VALUE, max_size=6), min_size=1, max_size=5), st.booleans())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_properties__any_json__come_back_byte_for_byte(
    store: EventStore, documents: list[dict[str, Any]], is_ascii: bool
) -> None:
    texts = [json.dumps(document, ensure_ascii=is_ascii) for document in documents]
    keys = put(store, *texts)
    assert stored(store, keys) == texts


@given(KEY, LEAF | st.lists(st.booleans() | TEXT | st.integers(-(2**63), 2**63 - 1), max_size=4))
@settings(max_examples=60, deadline=None)
def test_properties__any_flat_property__is_in_the_json_column_or_empty(
    store: EventStore, key: str, value: Any
) -> None:
    keys = put(store, json.dumps({key: value}))
    columnar = json.loads(stored(store, keys, "toJSONString(properties_json)")[0])
    if value is None or (isinstance(value, int) and abs(value) >= 2**63):
        return  # the JSON type drops nulls and rounds what is wider than 64 bits
    if isinstance(value, float):
        columnar = {name: float(number) for name, number in columnar.items()}
    assert columnar == {key.replace("%2E", "."): value}


def test_schema__tables_with_json__keep_rare_names_in_buckets(store: EventStore) -> None:
    # Laid out one by one, the 200 000 names of 1000 events took a merge gigabytes and a minute.
    with_json = "SELECT table FROM system.columns WHERE database = 'tenrec' AND type LIKE 'JSON%'"
    sql = f"""
        SELECT name, engine_full LIKE '%serialization_version = \\'map_with_buckets\\'%'
        FROM system.tables WHERE database = 'tenrec' AND name IN ({with_json})
    """
    found = dict(store.select(sql).rows)
    assert found.keys() >= {"events", "persons", "groups"}
    assert all(found.values()), found
