"""The allow-list: everything in it exists, nothing dangerous is in it."""

import pytest

from tenrec.hogql import functions
from tenrec.hogql.functions import FUNCTIONS
from tenrec.hogql.rewrites import REWRITES
from tenrec.store.base import EventStore

_TELLING = """
    file url s3 remote mysql postgresql input dictGet dictHas joinGet getSetting currentDatabase
    currentUser hostName fqdn version uptime sleep sleepEachRow throwIf hasColumnInTable
    getMacro getServerPort getOSKernelVersion displayName tcpPort serverUUID query_id
    initial_query_id connectionId catboostEvaluate arrayReduceInRanges runningDifference
    filesystemAvailable demangle addressToLine evalMLMethod transactionID structureToProtobuf
    generateSeries executable reload zookeeperSessionUptime blockSize identity
    getSubcolumn defaultValueOfArgumentType lowCardinalityIndices readWKT naiveBayesClassifier
"""


def test_functions__all_rows__exist_in_the_engine(store: EventStore) -> None:
    rows = store.select("SELECT name, case_insensitive FROM system.functions").rows
    exact = {name for name, _ in rows}
    loose = {name.lower() for name, is_loose in rows if is_loose}
    missing = [
        row.name
        for row in FUNCTIONS.values()
        if row.sql_name != "*"
        and row.sql_name not in exact
        and row.sql_name.lower() not in loose
        and functions._combined(row.sql_name) is None
        and row.sql_name not in {"avgArrayOrNull", "medianArrayOrNull", "countDistinct"}
    ]
    assert missing == []


def test_functions__rewritten__have_their_rewrite() -> None:
    assert {row.name for row in FUNCTIONS.values() if row.sql_name == "*"} <= set(REWRITES)
    assert set(REWRITES) <= set(FUNCTIONS)


@pytest.mark.parametrize("name", _TELLING.split())
def test_function__that_tells_of_the_server__is_not_allowed(name: str) -> None:
    assert functions.find(name) is None


@pytest.mark.parametrize(
    ("name", "sql_name"),
    [
        ("COUNT", "count"),
        ("Sum", "sum"),
        ("sumIf", "sumIf"),
        ("uniqMergeOrNull", "uniqMergeOrNull"),
        ("countDistinctIf", "countDistinctIf"),
        ("argMaxIfOrNull", "argMaxIfOrNull"),
        ("avgArray", "avgArrayOrNull"),
        ("toStringIf", None),
        ("sumIfIf", None),
        ("sumNope", None),
        ("If", "if"),
        ("", None),
    ],
)
def test_find__of_a_name__gives_the_engines(name: str, sql_name: str | None) -> None:
    found = functions.find(name)
    assert (found.sql_name if found else None) == sql_name
