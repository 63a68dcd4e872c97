"""No HogQL shows one team the rows of another: attacks by hand and at random."""

import contextlib
import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.core.errors import BadRequest, QueryRefused
from tenrec.hogql.compile import compile_text
from tenrec.hogql.context import Context
from tenrec.query.tests.grammar import queries
from tenrec.store.base import EventStore

from .conftest import TYPES, Team

ANSWERED = [
    "select * from events",
    "select *, properties from persons",
    "select version, id from persons",
    "select * from groups",
    "select * from person_distinct_ids",
    "select * from person_distinct_id_overrides",
    "select e.*, p.* from events e, persons p",
    "select e.*, p.* from events e full join persons p on e.person_id = p.id",
    "select e.event, g.* from events e right join groups g on e.$group_0 = g.key",
    "select * from (select * from events union all select * from events)",
    "select event from events where event in (select event from events)",
    "select (select groupArray(event) from events)",
    "select groupArray(properties) from events",
    "with events as (select * from events) select * from events",
    "with events as (select event from persons, events) select * from events",
    "with persons as (select * from events) select persons.*, groups.* from persons, groups",
    "with x as (with events as (select * from events) select * from events) "
    "select x.*, events.* from x, events",
    "select persons.*, events.* from events as persons, persons as events",
    "select t1.*, s.* from events as `t1`, persons as `s`",
    "select s.event, s.team_id from events as s",
    "select * from events final",
    "select * from persons final",
    "select event from events where team_id > 0 or 1 = 1",
    "select team_id, count() from events group by team_id",
    "select event from events prewhere team_id != 0 or true where true",
    "select event from events where not (team_id = {other})",
    "select arrayMap(x -> (x, event), [1]) from events",
    "select a, event from events array join [1, 2] as a",
    "select event, row_number() over (partition by team_id order by timestamp) from events",
    "select any(event) over (rows between unbounded preceding and unbounded following) from events",
    "select person.properties.email, pdi.person.properties.email, pdi.person_id from events",
    "select group_0.properties, group_0.key from events",
    "select event from events group by rollup(event)",
    "select distinct event from events order by event limit 1 by event",
    "select `event` from `events` /* where team_id */ -- team_id = 1\n where 1",
    "select e.event, p.* from events e any left join persons p on p.id = e.person_id",
    "select e.event, f.event from events e asof join events f "
    "on e.event = f.event and e.timestamp >= f.timestamp",
    "select e.event, f.* from events e left join events f using distinct_id",
    "select event from events except select event from persons, events",
    "select event from events intersect select event from events",
    "select indexHint(team_id = {other}), event from events where indexHint(team_id = {other})",
    "select 'x' as `s.team_id`, event from events",
    "select event as `team_id = 1 or 1`, properties.`'; drop table events` from events",
    "select properties.`x`, properties['{p0:String}'], '{p0:String}' from events",
    "select arrayJoin([properties.m, person.properties.email]) from events",
    "select argMax(event, timestamp), topK(3)(event), groupUniqArray(5)(event) from events",
    "select uniqState(event), sumMapState([1], [1]) from events",
    "select events.event from events where events.person.properties.email != ''",
    "select event from (select event, team_id from events) where team_id != 0",
    "select x.event from (select * from events) x join (select * from events) y "
    "on x.event != y.event",
    "select count() from events e cross join events f cross join events g",
    "select max(team_id) - min(team_id), uniq(team_id) from events",
    "select count() from persons where id in (select person_id from events)",
]  # fmt: skip

REFUSED = [
    "select * from system.tables",
    "select * from system.query_log",
    "select * from tenrec.events",
    "select * from `tenrec.events`",
    "select * from `system`.`tables`",
    "select * from information_schema.tables",
    "select * from dead_letters",
    "select * from events, dead_letters",
    "select * from numbers(10)",
    "select * from merge('tenrec', '.*')",
    "select * from merge(currentDatabase(), 'events')",
    "select * from cluster('default', tenrec.events)",
    "select * from remote('127.0.0.1', tenrec.events)",
    "select * from url('http://127.0.0.1/', CSV)",
    "select * from file('/etc/passwd')",
    "select * from s3('x')",
    "select * from view(select * from events)",
    "select * from executable('ls', TSV, 'x String')",
    "select * from loop(tenrec.events)",
    "select * from mergeTreeIndex('tenrec', 'events')",
    "select * from dictionary('x')",
    "select * from format(JSONEachRow, '{}')",
    "select * from values('a Int', 1)",
    "select * from (select * from numbers(1))",
    "select * from {table}",
    "select * from {table:Identifier}",
    "select {x:String}",
    "select * from events settings additional_table_filters = {'events': '1'}",
    "select * from events settings readonly = 0",
    "select * from (select * from events settings max_rows_to_read = 1)",
    "select * from events format TSV",
    "select * from events into outfile '/tmp/x'",
    "select 1; select 2",
    "select 1 union all select 2 settings readonly = 0",
    "insert into events select * from events",
    "explain select * from events",
    "describe table events",
    "show tables",
    "set readonly = 0",
    "use system",
    "drop table events",
    "alter table events delete where 1",
    "create table x as select 1",
    "system flush logs",
    "attach table x",
    "grant all on *.* to x",
    "kill query where 1",
    "select * from events sample 0.1",
    "select getSetting('additional_table_filters')",
    "select currentDatabase()",
    "select hostName(), version(), uptime()",
    "select dictGet('x', 'y', 1)",
    "select joinGet('x', 'y', 1)",
    "select hasColumnInTable('tenrec', 'events', 'team_id')",
    "select file('/etc/passwd')",
    "select sleep(3)",
    "select event from events group by event with totals",
    "select throwIf(1)",
    "select arrayReduceInRanges('sum', [(1, 1)], [1])",
    "select catboostEvaluate('x', 1)",
    "select s.team_id from events",
    "select t1.event from events",
    "select o.person_id from events",
    "select events.nope from events",
    "select _part from events",
    "select _table, _database from events",
    "select properties_json from events",
    "select person_properties_json.email from events",
    "select is_deleted from persons",
    "select batch from events",
    "select * except (team_id) from events",
    "select columns('.*') from events",
    "select * apply(toString) from events",
    "select event as team_id from events",
    "select team_id as `TEAM_ID` from events",
    "select * from events e where exists (select 1 from persons p where p.id = e.person_id)",
    "select (select event from persons limit 1) from events",
    "select x from events lateral join persons",
    "select * from events global join persons on 1 = 1",
    "select event from events where event global in (select 1)",
    "with recursive x as (select 1) select * from x",
    "with x as (select * from x) select * from x",
    "with a as b, b as a select a",
    "select <a href='x' />",
    "select ''' union all select * from tenrec.events --",
    "select 1 \u037e select 2",
    "select * from \uff45vents",
    "\uff53elect 1",
    "\u017felect 1",
    "select * from events\u0000",
    "select \ud800",
    "select matchesAction('x') from events",
    "select embedText('x')",
]


@pytest.mark.parametrize("query", ANSWERED)
def test_query__of_one_team__shows_only_its_rows(two_teams: tuple[Team, Team], query: str) -> None:
    mine, other = two_teams
    query = query.replace("{other}", str(other.id))
    for asking, hidden in ((mine, other), (other, mine)):
        text = json.dumps(asking.ask(query)["results"], default=str)
        assert hidden.marker not in text
        assert str(hidden.id) not in text


@pytest.mark.parametrize("query", REFUSED)
def test_query__that_reaches_out__is_refused(two_teams: tuple[Team, Team], query: str) -> None:
    with pytest.raises((QueryRefused, BadRequest)):
        two_teams[0].ask(query)


def test_team_id__in_numbers__is_never_the_other(two_teams: tuple[Team, Team]) -> None:
    mine, _ = two_teams
    assert mine.rows("select min(team_id), max(team_id), count() from events") == [
        [mine.id, mine.id, 3]
    ]
    assert mine.rows("select count() from events e, events f") == [[9]]
    assert mine.rows("select count() from persons") == [[2]]
    assert mine.rows("select count() from persons p left join events e on 1 = 1") == [[6]]


@pytest.mark.parametrize("table", ["events", "persons", "groups", "person_distinct_ids"])
def test_wall_two__without_wall_one__still_stands(
    two_teams: tuple[Team, Team], store: EventStore, table: str
) -> None:
    mine, _ = two_teams
    answer = store.select(f"SELECT DISTINCT team_id FROM {table}", team_id=mine.id)
    assert answer.rows == [[mine.id]]


@pytest.mark.parametrize("query", ANSWERED)
def test_wall_one__without_wall_two__still_stands(
    two_teams: tuple[Team, Team], store: EventStore, query: str
) -> None:
    mine, other = two_teams
    query = query.replace("{other}", str(other.id))
    compiled = compile_text(query, Context(mine.id, property_types=TYPES))
    answer = store.select(compiled.sql, compiled.params, settings=compiled.settings)
    assert other.marker not in json.dumps(answer.rows, default=str)


FAILING = [
    "select count() from events where event::Int64 = 5",
    "select count() from events where base58Decode(event) = 'x'",
    "select count() from events where base58Decode(distinct_id) = 'x'",
    "select uniq(person_id) from events where base58Decode(distinct_id) = 'x'",
    "select person.is_identified from events where base58Decode(distinct_id) = 'x'",
    "select pdi.person_id from events where base58Decode(distinct_id) = 'x'",
    "select group_0.key from events where base58Decode($group_0) = 'x'",
    "select count() from events having base58Decode(any(event)) = 'x'",
    "select event, count() from events group by event having base58Decode(event) = 'x'",
    "select x from (select base58Decode(event) as x from events) where x = 'y'",
    "select base58Decode(event) as x from events where x = 'y'",
    "with q as (select event as x from events) select 1 from q where base58Decode(x) = 'y'",
    "select 1 from events where event in (select event from events where event::Int64 = 1)",
    "select 1 from events e join persons p on base58Decode(e.event) = p.properties.email",
    "select 1 from events e join events f on e.event = f.event where base58Decode(f.event) = ''",
    "select 1 from events e, persons p where base58Decode(p.properties.email) = e.event",
    "select count() from events where cast(assumeNotNull(properties.$browser) as Int64) > 1",
    "select count() from events where cast(properties.m as Int64) > 1",
    "select count() from events where toDateTime(event) > now()",
    "select count() from events where toDate(event) > now()",
    "select count() from events where toDateTime(concat(event, '')) > now()",
    "select count() from events where toDateTime64(event, 3) > now()",
    "select count() from events where toUUID(event) = uuid",
    "select count() from events where match('a', concat('(', event))",
    "select count() from events where 'a' like concat(event, '\\\\')",
    "select count() from events where intDiv(1, team_id - {other}) > 5",
    "select count() from events where modulo(1, team_id - {other}) > 5",
    "select count() from events where 1 % (team_id - {other}) > 5",
    "select count() from events where arrayElement([1], team_id - {other}) > 5",
    "select count() from events where range(team_id = {other} ? -1 : 1) = []",
    "select count() from persons where base58Decode(assumeNotNull(properties.email)) = 'x'",
    "select count() from persons where intDiv(1, team_id - {other}) > 5",
    "select count() from groups where key::Int64 = 1",
    "select count() from groups where intDiv(1, team_id - {other}) > 5",
    "select count() from person_distinct_ids where distinct_id::Int64 = 1",
    "select count() from person_distinct_id_overrides where distinct_id::Int64 = 1",
    "select event from events order by base58Decode(event)",
    "select event from events qualify row_number() over (order by base58Decode(event)) = 1",
    "select event from events limit 1 by base58Decode(event)",
    "select a from events array join [base58Decode(event)] as a where a = 'x'",
    "select arrayMap(x -> base58Decode(event), [1]) as a from events where a = ['x']",
    "select event from events where (event, 1) in (select base58Decode(event), 1 from events)",
    "select json_agg(event) from events where event like '%' and base64Decode(event) != ''",
]  # fmt: skip


@pytest.mark.parametrize("query", FAILING)
@pytest.mark.parametrize("has_wall_two", [True, False])
def test_error__on_a_row_of_another_team__never_happens(
    two_teams: tuple[Team, Team], store: EventStore, query: str, has_wall_two: bool
) -> None:
    for mine, other in (two_teams, two_teams[::-1]):
        compiled = compile_text(
            query.replace("{other}", str(other.id)), Context(mine.id, property_types=TYPES)
        )
        try:
            answer: object = store.select(
                compiled.sql,
                compiled.params,
                team_id=mine.id if has_wall_two else None,
                settings=compiled.settings,
            ).rows
        except QueryRefused as refusal:
            answer = refusal.detail
        assert other.marker not in str(answer)
        assert "ivision by zero" not in str(answer)
        assert "{other}" not in query or isinstance(answer, list)


DEEP = [
    "select " + "(" * 5000 + "1" + ")" * 5000,
    "select " + "[" * 5000,
    "select " + "-" * 5000 + "1",
    "select " + "- " * 5000 + "1",
    "select " + "not " * 5000 + "1",
    "select " + "1+" * 5000 + "1",
    "select " + "1=" * 500 + "1",
    "select " + "x->" * 5000 + "1",
    "select " + "1 ? 2 : " * 5000 + "1",
    "select " + "case when 1 then " * 3000 + "1",
    "select " + "if(1,2," * 3000 + "1" + ")" * 3000,
    "select 1 from " + "(select 1 from " * 3000,
    "select 1 " + "union all select 1 " * 20_000,
    "select " + "a." * 3000 + "b from events",
    "select [1]" + "[1]" * 3000,
    "select " + "1::int" + "::int" * 3000,
    "select " + "1, " * 60_000 + "1",
    "select " + "'" * 99_999,
    "select " + "/*" * 50_000,
    "select " + "f'{" * 3000,
    "select " + "(1 between " * 40 + "1" + " and 1)" * 40,
    "select " + "1 between 1 and " * 400 + "1",
    "select " + "case " * 40 + "1" + " when 1 then 1 end" * 40,
    "with 1 as a0" + "".join(f", a{n} + a{n} as a{n + 1}" for n in range(40)) + " select a40",
    "with q0 as (select 1 as n)"
    + "".join(f", q{n + 1} as (select x.n from q{n} x, q{n} y)" for n in range(40))
    + " select * from q40",
    "select " + "nullIf(" * 30 + "1 = properties.a" + ", 1) = properties.a" * 30 + " from events",
    "select " + "9" * 5000,
    "select 1e99999",
    "select " + "x" * 150_000,
    "select '" + "y" * 300_000 + "'",
    "with " + "(" * 3000,
    "select cast(1 as " + "Array(" * 3000,
    "select count() over (" + "partition by (" * 2000,
    "select 1 where " + " or ".join(["1 = 1"] * 20_000),
    "select concat(" + "'a' || " * 20_000 + "'b')",
]  # fmt: skip


@pytest.mark.parametrize("query", DEEP, ids=range(len(DEEP)))
def test_query__deep_or_long__is_refused_or_answered_quickly(team: Team, query: str) -> None:
    with contextlib.suppress(QueryRefused):
        team.ask(query)


@pytest.fixture(scope="module")
def random_teams(store: EventStore) -> tuple[Team, Team]:
    """Two teams for all random queries of this module."""
    pair = Team(store, 690_001), Team(store, 690_002)
    for team in pair:
        for number in range(4):
            team.event(
                team.marker,
                f"2026-03-0{number + 1} 12:00:00",
                distinct_id=["anna", team.marker][number % 2],
                properties={"m": team.marker, "$browser": team.marker, "price": number},
                person_properties={"email": team.marker},
                group_0=team.marker,
            )
        team.person("anna", properties={"email": team.marker})
        team.group(0, team.marker, {"name": team.marker})
    return pair


@given(query=queries(), swap=st.booleans())
@settings(
    max_examples=int(os.environ.get("TENREC_TEST_EXAMPLES", "150")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="TENREC_TEST_EXAMPLES" not in os.environ,
)
def test_query__made_at_random__never_breaks_or_leaks(
    random_teams: tuple[Team, Team], query: str, swap: bool
) -> None:
    asking, hidden = random_teams[::-1] if swap else random_teams
    try:
        answer: Any = asking.ask(query)
    except QueryRefused as refusal:
        answer = refusal.detail
    text = json.dumps(answer, default=str)
    assert hidden.marker not in text
    assert str(hidden.id) not in text


@given(text=st.text(max_size=200))
@settings(max_examples=500, deadline=None)
def test_parse__of_any_text__refuses_or_gives_sql(text: str) -> None:
    for query in (text, f"select {text} from events", f"select 1 from {text}"):
        try:
            compile_text(query, Context(1))
        except QueryRefused:
            continue
