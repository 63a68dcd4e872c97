"""Attacks on the wall between teams: SQL that the compiler would never write."""

import pytest

from tenrec.core.errors import QueryRefused
from tenrec.store.base import Batch, EventStore

COLUMNS = ["team_id", "distinct_id", "person_id", "version", "is_deleted"]
TABLE = "person_distinct_ids"


@pytest.fixture
def teams(store: EventStore, team_id: int) -> tuple[int, int]:
    """Two teams: the first has one row, the second has two, named `secret`."""
    mine, theirs = team_id, team_id + 100_000
    person = "00000000-0000-0000-0000-000000000001"
    rows = [(mine, "own"), (theirs, "secret"), (theirs, "secret2")]
    data = "".join(f"{team}\t{name}\t{person}\t1\t0\n" for team, name in rows)
    store.insert(Batch(TABLE, COLUMNS, data.encode(), f"wall-{team_id}"))
    return mine, theirs


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT distinct_id FROM {TABLE}",
        f"SELECT distinct_id FROM tenrec.{TABLE}",
        f"SELECT distinct_id FROM {TABLE} FINAL",
        f"SELECT distinct_id FROM {TABLE} AS events",
        f"SELECT distinct_id FROM {TABLE} AS tenrec",
        f"SELECT distinct_id FROM (SELECT * FROM {TABLE})",
        f"SELECT distinct_id FROM (SELECT * FROM {TABLE} AS t FINAL)",
        f"WITH x AS (SELECT * FROM {TABLE}) SELECT distinct_id FROM x",
        f"WITH {TABLE} AS (SELECT * FROM tenrec.{TABLE}) SELECT distinct_id FROM {TABLE}",
        f"SELECT (SELECT groupArray(distinct_id) FROM {TABLE})[1]",
        f"SELECT distinct_id FROM {TABLE} UNION DISTINCT SELECT distinct_id FROM {TABLE}",
        f"SELECT b.distinct_id FROM {TABLE} a JOIN {TABLE} b ON a.person_id = b.person_id",
        f"SELECT b.distinct_id FROM {TABLE} a, {TABLE} b",
        f"SELECT b.distinct_id FROM system.one a LEFT JOIN {TABLE} b ON 1",
        f"SELECT b.distinct_id FROM system.one a CROSS JOIN {TABLE} b",
        f"SELECT distinct_id FROM {TABLE} PREWHERE team_id != 0",
        f"SELECT distinct_id FROM {TABLE} WHERE team_id > 0 OR 1",
        f"SELECT any(distinct_id) FROM {TABLE} GROUP BY team_id WITH TOTALS",
        f"SELECT distinct_id FROM {TABLE} LIMIT 1 BY team_id",
        f"SELECT max(distinct_id) FROM {TABLE}",
        f"FROM {TABLE} SELECT distinct_id",
        f"SELECT d FROM (SELECT 'own' AS d UNION ALL SELECT 'secret') "
        f"WHERE d IN (SELECT distinct_id FROM {TABLE})",
        f"WITH RECURSIVE r AS (SELECT distinct_id, 1 AS n FROM {TABLE} UNION ALL "
        f"SELECT t.distinct_id, n + 1 FROM r JOIN {TABLE} t ON 1 WHERE n < 3)"
        " SELECT DISTINCT distinct_id FROM r",
    ],
)
def test_select__however_a_table_is_named__sees_one_team(
    store: EventStore, database: str, teams: tuple[int, int], sql: str
) -> None:
    sql = sql.replace("tenrec", database)
    assert store.select(sql, team_id=teams[0]).rows == [["own"]]


def test_select__table_as_set__holds_one_team(
    store: EventStore, database: str, teams: tuple[int, int]
) -> None:
    mine, theirs = teams
    person = "toUUID('00000000-0000-0000-0000-000000000001')"
    rows = [(mine, "own"), (theirs, "secret")]
    for table in (TABLE, f"{database}.{TABLE}"):
        sql = ", ".join(
            f"(toInt64({team}), '{name}', {person}, toUInt64(1), false) IN {table}"
            for team, name in rows
        )
        assert store.select(f"SELECT {sql}", team_id=mine).rows == [[1, 0]]


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT * FROM {TABLE} SETTINGS additional_table_filters = {{}}",
        f"SELECT * FROM (SELECT * FROM {TABLE} SETTINGS additional_table_filters = {{}})",
        f"WITH x AS (SELECT * FROM {TABLE} SETTINGS readonly = 0) SELECT * FROM x",
        f"SELECT 1 IN (SELECT 1 FROM {TABLE} SETTINGS max_threads = 1)",
        f"SELECT 1; SELECT * FROM {TABLE}",
        f"SELECT 1; SET readonly = 0; SELECT * FROM {TABLE}",
        f"SELECT 1;\nSELECT * FROM {TABLE}",
        "SELECT * FROM merge('tenrec', '.*distinct_ids')",
        "SELECT * FROM merge(REGEXP('ten.*'), '.*distinct_ids')",
        f"SELECT * FROM mergeTreeIndex('tenrec', '{TABLE}')",
        f"SELECT * FROM mergeTreeProjection('tenrec', '{TABLE}', 'p')",
        f"SELECT * FROM remote('127.0.0.1', 'tenrec', '{TABLE}')",
        f"SELECT * FROM cluster('default', 'tenrec', '{TABLE}')",
        f"SELECT * FROM loop('tenrec', '{TABLE}') LIMIT 1",
        f"SELECT * FROM view(SELECT * FROM {TABLE} SETTINGS max_threads = 1)",
        "SELECT * FROM file('/etc/hostname', 'LineAsString')",
        "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
        "SELECT * FROM executable('x', 'TSV', 'a Int8')",
        "SELECT * FROM sqlite('/etc/hostname', 't')",
        "SELECT file('/etc/hostname')",
        "SELECT * FROM (SELECT `file`('/etc/hostname'))",
        "SELECT FILE('/etc/hostname')",
        "SELECT * FROM system.tables",
        'SELECT * FROM "system"."tables"',
        "SELECT * FROM SYSTEM.parts",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM INFORMATION_SCHEMA.COLUMNS",
        "SELECT 'x' IN system.tables",
        "SELECT ('a', 'b') GLOBAL NOT IN system.settings",
        "SELECT * FROM schema_migrations",
        "SELECT * FROM tenrec.schema_migrations",
        "SELECT dictGet('a', 'b', 1)",
        "SELECT joinGet('events', 'b', 1)",
        "SELECT hasColumnInTable('system', 'tables', 'name')",
        "SELECT getSetting('additional_table_filters')",
        "SELECT sleep(3)",
        "SHOW TABLES",
        f"DESCRIBE {TABLE}",
        f"EXPLAIN SELECT * FROM {TABLE}",
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE}",
        f"DROP TABLE {TABLE}",
        f"ALTER TABLE {TABLE} DELETE WHERE 1",
        f"TRUNCATE TABLE {TABLE}",
        "SYSTEM SHUTDOWN",
        "SET readonly = 0",
        "CREATE TABLE x (a Int8) ENGINE = Memory",
        f"SELECT * FROM {TABLE} INTO OUTFILE '/tmp/tenrec-attack'",
        # Names with line breaks, which would forge nodes of the tree that the guard reads.
        "SELECT 1 AS `x)\nSelectWithUnionQuery (children 1)`, * FROM merge('tenrec', 'p.*')",
        "SELECT 1 AS `x\\n TableExpression`, * FROM merge('tenrec', 'p.*')",
        "SELECT 1 AS \"x\n\", * FROM merge('tenrec', 'p.*')",
        "SELECT '\n', 1 AS `a\nb",
        "SELECT 1 -- `\n, 2 AS `\n`",
        "",
        " ",
        ";",
        "SELECT",
        "\0",
        "SELECT 1 /*",
    ],
)
def test_select__reaching_around_the_wall__is_refused(
    store: EventStore, database: str, teams: tuple[int, int], sql: str
) -> None:
    sql = sql.replace("tenrec", database)
    with pytest.raises(QueryRefused):
        store.select(sql, team_id=teams[0])


def test_select__name_as_parameter__is_refused(store: EventStore, teams: tuple[int, int]) -> None:
    with pytest.raises(QueryRefused):
        store.select("SELECT * FROM {t:Identifier}", {"t": "system.tables"}, team_id=teams[0])


def test_select__settings_of_the_caller__cannot_lift_the_wall(
    store: EventStore, teams: tuple[int, int]
) -> None:
    lifted: dict[str, str | int] = {"additional_table_filters": "{}", "readonly": 0}
    answer = store.select(f"SELECT distinct_id FROM {TABLE}", team_id=teams[0], settings=lifted)
    assert answer.rows == [["own"]]


def test_select__without_a_team__is_read_only(store: EventStore) -> None:
    for sql in (f"DROP TABLE {TABLE}", f"TRUNCATE TABLE {TABLE}", "SET readonly = 0"):
        with pytest.raises(QueryRefused):
            store.select(sql)


def test_select__a_table_made_later__is_filtered_too(
    store: EventStore, teams: tuple[int, int]
) -> None:
    store.select(f"SELECT 1 FROM {TABLE}", team_id=teams[0])
    store.execute("CREATE TABLE later (team_id Int64) ENGINE = MergeTree ORDER BY team_id")
    try:
        store.execute(f"INSERT INTO later VALUES ({teams[0]}), ({teams[1]})")
        assert store.select("SELECT * FROM later", team_id=teams[0]).rows == [[teams[0]]]
    finally:
        store.execute("DROP TABLE later SYNC")
