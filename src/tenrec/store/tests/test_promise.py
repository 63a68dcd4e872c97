"""What every engine promises."""

import math
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tenrec.core.errors import QueryRefused, StoreDown
from tenrec.store.base import Batch, EventStore, Limits
from tenrec.store.disk import bytes_on_disk
from tenrec.store.failures import RowsRefused

PERSON = "00000000-0000-0000-0000-000000000001"
COLUMNS = ["team_id", "distinct_id", "person_id", "version", "is_deleted"]


def distinct_ids(team_id: int, names: list[str], token: str) -> Batch:
    data = "".join(f"{team_id}\t{name}\t{PERSON}\t1\t0\n" for name in names)
    return Batch("person_distinct_ids", COLUMNS, data.encode(), token)


def count(store: EventStore, team_id: int) -> int:
    sql = "SELECT count() FROM person_distinct_ids"
    answer: int = store.select(sql, team_id=team_id).rows[0][0]
    return answer


NASTY = ["'", "\\", '"', "\t", "\n", "\r", "\0", "\\N", "\\n", "", " ", "é😀", "\u2028", "NULL"]
NASTY += ["'; DROP TABLE events --", "{x:String}", "%s", "a\\'b", "\b\f\v\x7f", "x" * 100_000]


@pytest.mark.parametrize("text", NASTY)
def test_select__bound_string__arrives_exactly(store: EventStore, text: str) -> None:
    params = {"s": text, "n": text, "a": [text, "x"], "m": {text: text}, "t": (text, 1)}
    sql = (
        "SELECT {s:String}, {n:Nullable(String)}, {a:Array(String)}, {m:Map(String, String)},"
        " {t:Tuple(String, UInt8)}, length({s:String})"
    )
    row = store.select(sql, params).rows[0]
    assert row == [text, text, [text, "x"], {text: text}, [text, 1], len(text.encode())]


@pytest.mark.parametrize(
    ("type_name", "value", "answer"),
    [
        ("UInt64", 2**64 - 1, 2**64 - 1),
        ("Int64", -(2**63), -(2**63)),
        ("Int256", 10**60, 10**60),
        ("Float64", 0.1, 0.1),
        ("Float64", 1e300, 1e300),
        ("Float64", math.nan, None),
        ("Float64", math.inf, None),
        ("Float64", -math.inf, None),
        ("Bool", True, True),
        ("Nullable(String)", None, None),
        ("Array(Nullable(Int8))", [1, None], [1, None]),
        ("UUID", PERSON, PERSON),
        ("Date", date(2026, 11, 21), date(2026, 11, 21)),
        ("Decimal(38, 10)", Decimal("1234567890.1234567890"), Decimal("1234567890.123456789")),
        ("LowCardinality(String)", "a", "a"),
        ("Enum8('a' = 1)", "a", "a"),
        ("DateTime('UTC')", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), None),
        ("DateTime64(6, 'UTC')", datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), None),
        ("DateTime64(6)", datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), None),
        ("Array(DateTime64(3, 'UTC'))", [datetime(1960, 1, 2, 3, 4, 5, tzinfo=UTC)], None),
        ("Map(String, Date)", {"a": date(2026, 1, 1)}, {"a": date(2026, 1, 1)}),
        ("Tuple(a Date, `b c` UInt8)", (date(2026, 1, 1), 2), [date(2026, 1, 1), 2]),
        ("Array(Array(String))", [["a'b"], []], [["a'b"], []]),
        ("Array(UUID)", [PERSON], [PERSON]),
    ],
)
def test_select__every_type__comes_back_as_python(
    store: EventStore, type_name: str, value: Any, answer: Any
) -> None:
    is_time = answer is None and not isinstance(value, float | None)
    row = store.select(f"SELECT {{v:{type_name}}}", {"v": value}).rows[0]
    assert row == [value if is_time else answer]


def test_select__time_in_a_zone__keeps_the_zone(store: EventStore) -> None:
    sql = "SELECT toDateTime('2026-07-01 12:00:00', 'Europe/Berlin')"
    value = store.select(sql).rows[0][0]
    assert value == datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert value.utcoffset().total_seconds() == 7200


def test_select__bytes_that_are_no_text__are_replaced(store: EventStore) -> None:
    assert store.select("SELECT unhex('61ff62')").rows == [["a\ufffdb"]]


def test_select__long_list__is_bound_whole(store: EventStore) -> None:
    keys = [f"00000000-0000-0000-0000-{n:012}" for n in range(10_000)]
    sql = "SELECT length({keys:Array(UUID)}), has({keys:Array(UUID)}, toUUID({key:String}))"
    assert store.select(sql, {"keys": keys, "key": keys[-1]}).rows == [[10_000, 1]]


def test_select__floats__stay_floats(store: EventStore) -> None:
    row = store.select("SELECT 1.0, [2.0, NULL], 0.1 + 0.2, 1").rows[0]
    assert [type(value) for value in row] == [float, list, float, int]


def test_select__names_and_types__are_told(store: EventStore) -> None:
    answer = store.select("SELECT 1 AS `a b`, 'x' AS c WHERE 0")
    assert (answer.columns, answer.types, answer.rows) == (["a b", "c"], ["UInt8", "String"], [])


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT 1 +", "syntax_error"),
        ("SELECT nothing", "unknown_identifier"),
        ("SELECT * FROM nothing", "unknown_table"),
        ("SELECT no_such(1)", "unknown_function"),
        ("SELECT CAST(1, 'NoSuch')", "unknown_type"),
        ("SELECT throwIf(1)", "function_throw_if_value_is_non_zero"),
        ("SELECT toInt8('x')", "cannot_parse_text"),
        ("SELECT {x:Int8}", "unknown_query_parameter"),
        ("SELECT 1 FORMAT TSV", "syntax_error"),
        ("SELECT 1 FORMAT Null", "syntax_error"),
        ("SELECT 1 FORMAT JSONEachRow", "syntax_error"),
        ("SELECT 1 FORMAT NoSuch", "unknown_format"),
    ],
)
def test_select__wrong_query__says_what_is_wrong(store: EventStore, sql: str, code: str) -> None:
    with pytest.raises(QueryRefused) as refusal:
        store.select(sql)
    assert refusal.value.code == code
    assert "DB::" not in refusal.value.detail
    assert "version" not in refusal.value.detail


@pytest.mark.parametrize(
    ("sql", "limits", "code"),
    [
        ("SELECT count() FROM numbers(1e12)", Limits(seconds=0.3), "query_timeout"),
        (
            "SELECT groupArray(number) FROM numbers(1e8)",
            Limits(memory_bytes=20_000_000),
            "query_memory_limit",
        ),
        ("SELECT number FROM numbers(11)", Limits(rows=10), "query_too_many_rows"),
        ("SELECT number FROM numbers(1e6)", Limits(rows=10), "query_too_many_rows"),
    ],
)
def test_select__over_a_limit__is_refused_not_cut(
    store: EventStore, sql: str, limits: Limits, code: str
) -> None:
    with pytest.raises(QueryRefused) as refusal:
        store.select(sql, limits=limits)
    assert refusal.value.code == code


def test_select__exactly_the_limit__answers(store: EventStore) -> None:
    answer = store.select("SELECT number FROM numbers(10)", limits=Limits(rows=10))
    assert [row[0] for row in answer.rows] == list(range(10))


def test_insert__same_token_twice__stores_once(store: EventStore, team_id: int) -> None:
    batch = distinct_ids(team_id, ["a", "b"], f"t-{team_id}")
    store.insert(batch)
    store.insert(batch)
    assert count(store, team_id) == 2


def test_insert__other_token__stores_again(store: EventStore, team_id: int) -> None:
    for token in ("x", "y"):
        store.insert(distinct_ids(team_id, ["a"], f"{token}-{team_id}"))
    assert count(store, team_id) in (1, 2)  # two rows until a merge keeps the newest


def test_insert__row_that_cannot_be__is_named_and_nothing_is_stored(
    store: EventStore, team_id: int
) -> None:
    good = distinct_ids(team_id, [f"d{i}" for i in range(10)], f"bad-{team_id}")
    rows = good.data.split(b"\n")
    rows[7] = rows[7].replace(PERSON.encode(), b"no uuid")
    with pytest.raises(RowsRefused) as refusal:
        store.insert(Batch(good.table, good.columns, b"\n".join(rows), good.token))
    assert refusal.value.row == 7
    assert "incoming" not in refusal.value.detail
    assert count(store, team_id) == 0
    store.insert(good)
    assert count(store, team_id) == 10


def test_insert__from_several_threads__keeps_every_batch(store: EventStore, team_id: int) -> None:
    def work(number: int) -> None:
        for i in range(5):
            store.insert(distinct_ids(team_id, [f"{number}-{i}"], f"{team_id}-{number}-{i}"))
            assert store.select("SELECT 1", team_id=team_id).rows == [[1]]

    together([lambda n=n: work(n) for n in range(6)])
    assert count(store, team_id) == 30


def together(jobs: list[Callable[[], None]]) -> None:
    """Runs all at once and raises what any raised."""
    failures: list[BaseException] = []

    def guarded(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # raised where the test sees it
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_execute__bad_statement__is_refused(store: EventStore) -> None:
    with pytest.raises((QueryRefused, StoreDown)):
        store.execute("ALTER TABLE nothing ADD COLUMN a Int8")


def test_disk__after_an_insert__is_more_than_nothing(store: EventStore, team_id: int) -> None:
    store.insert(distinct_ids(team_id, ["a"], f"disk-{team_id}"))
    assert bytes_on_disk(store) > 0
