"""A property reads the same from the columnar copy as from the exact text."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.hogql.context import PropertyTypes
from tenrec.store.base import EventStore

from .conftest import Team, _tsv

# What JSONExtractRaw gives on the very text, as upstream's formula has it.
FORMULA = """replaceRegexpAll(nullIf(nullIf(JSONExtractRaw(properties, {key}), ''), 'null'),
    '^"|"$', '')"""
KEYS = ["k", "$browser", "a b", "ключ", "it's", "UPPER", "x-y", "0", "new\nline", "a.b", "`", "^k",
        "k:String", "\\", '"', "%", "a%2Eb", "k[]", ":", "null", "{p0:String}"]  # fmt: skip

_texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
_numbers = st.one_of(
    st.integers(-(2**63), 2**64 - 1),
    st.integers(-100, 100),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.floats(-1e15, 1e15),
)
_scalars = st.one_of(
    _texts,
    _numbers,
    st.booleans(),
    st.none(),
    st.sampled_from(["", "null", "2026-03-01", "2026-03-01T10:00:00Z", "1e5", '"', 'a"', "\\n",
                     "true", "12", "{}", "[1]", "\u2028", "\x00", "\x7f", "/"]),
)  # fmt: skip
_flat = st.lists(_scalars, max_size=3)
_nested = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
)
_serial = 0


def _both(team: Team, key: str, values: list[Any]) -> list[list[Any]]:
    """For each value: as compiled, and by the formula."""
    global _serial
    _serial += 1
    columns = ["team_id", "uuid", "event", "timestamp", "properties"]
    rows: list[list[object]] = [
        [team.id, f"00000000-0000-0000-{_serial:04x}-{index:012x}", "e", "2026-03-01 00:00:00",
         json.dumps({"other": 1, key: value}, ensure_ascii=index % 2 == 0)]
        for index, value in enumerate(values)
    ]  # fmt: skip
    team.insert("events", columns, [[_tsv(v) if i < 4 else v for i, v in enumerate(r)]
                                    for r in rows])  # fmt: skip
    quoted = "'" + key.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
    formula = FORMULA.replace("{key}", quoted)
    return team.rows(
        f"select properties[{quoted}], {formula} from events "
        f"where startsWith(toString(uuid), '00000000-0000-0000-{_serial:04x}') "
        "order by toString(uuid) limit 1000"
    )


_SETTINGS = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@given(
    values=st.lists(_scalars | _flat, min_size=1, max_size=40),
    key=st.sampled_from(KEYS),
)
@_SETTINGS
def test_property__of_a_known_type__is_the_text_that_was_sent(
    store: EventStore, values: list[Any], key: str
) -> None:
    team = Team(store, 680_001, types=PropertyTypes(event=dict.fromkeys(KEYS, "String")))
    for value, (found, expected) in zip(values, _both(team, key, values), strict=True):
        assert found == expected, value


@given(values=st.lists(_nested, min_size=1, max_size=40), key=st.sampled_from(KEYS))
@_SETTINGS
def test_property__of_no_known_type__is_the_text_that_was_sent(
    store: EventStore, values: list[Any], key: str
) -> None:
    team = Team(store, 680_002, types=PropertyTypes())
    for value, (found, expected) in zip(values, _both(team, key, values), strict=True):
        assert found == expected, value


@given(values=st.lists(_scalars, min_size=1, max_size=40))
@_SETTINGS
def test_property__typed_as_a_number__casts_its_text(store: EventStore, values: list[Any]) -> None:
    team = Team(store, 680_003, types=PropertyTypes(event={"k": "Numeric"}))
    for value, (found, text) in zip(values, _both(team, "k", values), strict=True):
        [[expected]] = team.rows("select toFloat({text})", values={"text": text})
        assert found == expected, value


def test_property__of_wide_integers__is_compared_and_summed_exactly(team: Team) -> None:
    team.types = PropertyTypes(event={"k": "Integer"})
    first = 2**63 - 1
    for value in (first, first - 1, first, 7, -(2**63), "12", "x", None):
        team.event(properties={"k": value})
    assert team.rows(f"select count() from events where properties.k = {first - 1}") == [[1]]
    assert team.rows(f"select count() from events where properties.k > {first - 1}") == [[2]]
    assert team.rows(f"select count() from events where properties.k in ({first}, 7)") == [[3]]
    assert team.rows("select sum(properties.k) from events where properties.k > 100") == [
        [3 * first - 1]
    ]
    grouped = "select properties.k as k, count() from events where k > 7 group by k order by k"
    assert team.rows(grouped) == [[12, 1], [first - 1, 1], [first, 2]]
    times = "select toDateTime(properties.k), toString(properties.k) from events"
    assert team.ask(f"{times} where properties.k = 7")["results"][0][1] == "7"
