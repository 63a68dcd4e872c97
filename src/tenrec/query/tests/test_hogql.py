"""HogQLQuery on the real engine: what is asked is what comes back."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tenrec.core.errors import BadRequest, QueryRefused

from .conftest import Team, person_of


def test_count__by_event__counts(team: Team) -> None:
    team.event("a")
    team.event("a")
    team.event("b")
    answer = team.ask("select event, count() from events group by event order by event")
    assert answer["results"] == [["a", 2], ["b", 1]]
    assert answer["columns"] == ["event", "count()"]
    assert answer["types"] == [["event", "String"], ["count()", "UInt64"]]
    assert (answer["hasMore"], answer["limit"], answer["offset"]) == (False, 100, 0)
    assert answer["error"] is None
    assert answer["is_cached"] is False


def test_properties__selected_whole__come_back_as_sent(team: Team) -> None:
    text = '{"z":null,"a":{},"n":18446744073709551616123,"f":1.50,"k.x":1,"é":"\\u0001\\"q"}'
    team.event(properties=text)
    assert team.rows("select properties from events") == [[json.loads(text)]]
    assert team.rows("select p from (select properties as p from events)") == [[json.loads(text)]]
    assert team.rows("select p.a, p.f from (select properties as p from events)") == [["{}", "1.5"]]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("properties.$browser", {"$browser": "Chrome"}, "Chrome"),
        ("properties.$browser", {"$browser": ""}, ""),
        ("properties.$browser", {"$browser": None}, None),
        ("properties.was_object", {"was_object": {"b": 1}}, '{"b":1}'),
        ("properties.$browser", {"$browser": 'say "x"'}, 'say \\"x\\"'),
        ("properties.$browser", {"$browser": 5}, "5"),
        ("properties.$browser", {"$browser": True}, "true"),
        ("properties.$browser", {}, None),
        ("properties.x", {"x": 1.5}, "1.5"),
        ("properties.x", {"x": False}, "false"),
        ("properties.x", {"x": [1, "a", None]}, '[1,"a",null]'),
        ("properties.x", {"x": {"b": None}}, '{"b":null}'),
        ("properties.x.b", {"x": {"b": "deep"}}, "deep"),
        ("properties['a b']", {"a b": "space"}, "space"),
        ("properties['a.b']", {"a.b": "dot", "a": {"b": "path"}}, "dot"),
        ("properties.a.b", {"a.b": "dot", "a": {"b": "path"}}, "path"),
        ('properties."we`ird\\\\key"', {"we`ird\\key": "odd"}, "odd"),
        ("properties.list[1]", {"list": ["first", "second"]}, "first"),
        ("properties.list[2].n", {"list": [1, {"n": "in"}]}, "in"),
        ("properties.price", {"price": 12.5}, 12.5),
        ("properties.price", {"price": "12"}, 12.0),
        ("properties.price", {"price": "cheap"}, None),
        ("properties.price > 10", {"price": 12.5}, 1),
        ("properties.price > 10", {}, 0),
        ("properties.is_pro", {"is_pro": True}, True),
        ("properties.is_pro", {"is_pro": "false"}, False),
        ("properties.is_pro", {"is_pro": "maybe"}, None),
        ("properties.when", {"when": "2026-03-01T10:00:00Z"}, "2026-03-01T10:00:00Z"),
        ("properties.x = 'a'", {}, 0),
        ("properties.x != 'a'", {}, 1),
        ("properties.x = properties.y", {}, 1),
        ("properties.x != properties.y", {"x": "1"}, 1),
        ("properties.x = null", {}, 1),
        ("properties.x is not null", {}, 0),
        ("properties.x in ('a', 'b')", {"x": "b"}, 1),
        ("properties.x not in ('a', 'b')", {}, 1),
        ("properties.x in ('a', null)", {}, 1),
        ("properties.x like 'a%'", {}, 0),
        ("properties.x not like 'a%'", {}, 1),
        ("properties.x =~ '^a\\d$'", {"x": "a1"}, 1),
        ("properties.x ~* '^A'", {"x": "a1"}, 1),
        ("properties.x !~ 'b'", {"x": "a1"}, 1),
        ("properties.x !~* 'A'", {"x": "a1"}, 0),
        ("properties.x ?? 'none'", {}, "none"),
        ("properties.x = 'a' ? 'yes' : 'no'", {"x": "a"}, "yes"),
        ("properties?.x", {"x": "a"}, "a"),
        ("f'{properties.x} and {1 + 1}'", {"x": "a"}, "a and 2"),
        ("concat(properties.x, '-', properties.y)", {"x": "a"}, "a-"),
        ("toInt(properties.x)", {"x": "12.5"}, None),
        ("toFloat(properties.x) + 1", {"x": "12.5"}, 13.5),
        ("JSONExtractString(properties, 'x')", {"x": "raw"}, "raw"),
    ],
)
def test_property__of_an_event__reads_as_told(
    team: Team, path: str, value: dict[str, Any], expected: Any
) -> None:
    team.event(properties=value)
    assert team.rows(f"select {path} from events") == [[expected]]


def test_person__of_an_event__is_as_of_the_event_but_follows_merges(team: Team) -> None:
    team.event(distinct_id="anna", person_properties={"email": "then"})
    team.person("bert", properties={"email": "now"})
    team.map("person_distinct_id_overrides", "anna", person_of("bert"))
    fields = "person_id, person.id, person.properties.email, person.is_identified, pdi.person_id"
    bert = person_of("bert")
    [row] = team.rows(f"select {fields} from events")
    assert row[:4] == [bert, bert, "then", True]
    assert team.rows("select event_person_id from events") == [[person_of("anna")]]


def test_persons__several_versions__the_last_and_not_the_deleted(team: Team) -> None:
    team.person("anna", properties={"email": "old"}, version=1)
    team.person("anna", properties={"email": "new"}, version=2)
    team.person("gone", version=1)
    team.person("gone", version=2, is_deleted=True)
    rows = team.rows("select id, properties.email, pdi.distinct_id from persons")
    assert rows == [[person_of("anna"), "new", "anna"]]


def test_group__of_an_event__is_joined_by_index_or_name(team: Team) -> None:
    team.event(group_0="acme")
    team.group(0, "acme", {"name": "Acme"})
    team.group(1, "acme", {"name": "Other"})
    rows = team.rows("select group_0.properties.name, company.key, group_1.key from events")
    assert rows == [["Acme", "acme", ""]]


def test_timestamp__of_a_project_elsewhere__is_shown_and_compared_in_its_zone(
    new_team: Callable[..., Team],
) -> None:
    team = new_team(timezone="America/New_York")
    team.event(at="2026-03-02 03:00:00")
    assert team.rows("select timestamp, toDate(timestamp), toHour(timestamp) from events") == [
        ["2026-03-01T22:00:00-05:00", "2026-03-01", 22]
    ]
    for test in (
        "timestamp < '2026-03-02'",
        "timestamp >= '2026-03-01T22:00:00'",
        "timestamp >= '2026-03-02T03:00:00Z'",
        "timestamp < toDate('2026-03-02')",
        "timestamp >= toDateTime('2026-03-01 22:00:00')",
        "toDate(timestamp) = '2026-03-01'",
        "timestamp between '2026-03-01' and '2026-03-02'",
        "timestamp < now() - interval 1 day or timestamp > yesterday()",
    ):
        assert team.rows(f"select count() from events where {test}") == [[1]], test
    rows = team.rows("select t, toDate(t) from (select timestamp as t from events)")
    assert rows == [["2026-03-01T22:00:00-05:00", "2026-03-01"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select 1 + 1 as two, two * 2", [[2, 4]]),
        ("select dateDiff('day', toDate('2026-01-01'), toDate('2026-01-03'))", [[2]]),
        ("select toString(dateAdd('month', 1, toDate('2026-01-31')))", [["2026-02-28"]]),
        ("select toDate('2026-03-31') - interval 1 month", [["2026-02-28"]]),
        ("select toDateTime('2026-01-01T00:00:00Z')", [["2026-01-01T00:00:00Z"]]),
        ("select arrayMap(x -> x * 2, [1, 2])", [[[2, 4]]]),
        ("select arrayMap((x, y) -> x + y, [1, 2], [3, 4])", [[[4, 6]]]),
        ("select (1, 'a').2, [5, 6][2], {'k': 7}['k']", [["a", 6, 7]]),
        ("select case when 1 > 2 then 'a' else 'b' end", [["b"]]),
        ("select case 3 when 2 then 'a' when 3 then 'c' end", [["c"]]),
        ("select cast('5' as Int64) + '6'::int", [[11]]),
        ("with 5 as x, (select 6 as n) as s select x, n from s", [[5, 6]]),
        ("with s as (select 6 as n) select a.n + b.n from s a cross join s b", [[12]]),
        ("select n from (select 1 as n union all select 2) order by n", [[1], [2]]),
        ("(select 1) union all (select 2) except (select 2)", [[1]]),
        ("select count(distinct n) from (select arrayJoin([1, 1, 2]) as n)", [[2]]),
        ("select quantile(0.5)(n) from (select arrayJoin([1, 2, 3]) as n)", [[2.0]]),
        ("select a from (select 1 as x) array join [1, 2] as a", [[1], [2]]),
        ("select n, row_number() over (order by n desc) from (select arrayJoin([1,2]) n) "
         "order by n", [[1, 2], [2, 1]]),
        ("select lag(n) over w from (select arrayJoin([1,2]) n) window w as (order by n)",
         [[0], [1]]),
        ("select x.n from (select 1 as n) x join (select 1 as n, 2 as m) y on x.n = y.n", [[1]]),
        ("select m from (select 1 as n) x left join (select 1 as n, 2 as m) y using n", [[2]]),
        ("select sum(n), max(n) from (select arrayJoin([1,2]) n) having sum(n) > 2", [[3, 2]]),
        ("select 'it''s', 'tab\\there', \"a\" from (select 1 as a)", [["it's", "tab\there", 1]]),
        ("select 1 where 1 in (select 1) and 2 not in (select 1)", [[1]]),
        ("select (select 5) + 1", [[6]]),
        ("select count() filter_me from (select 1)", [[1]]),
        ("select sumIf(n, n > 1), countIf(n > 1) from (select arrayJoin([1,2,3]) n)", [[5, 2]]),
        ("select 1 -- why\n /* not */", [[1]]),
        ("select 1;", [[1]]),
        ("select not 1 = 2 and true, -(-3), - 3 + 5", [[1, 3, 2]]),
        ("select n from (select arrayJoin([1,2,3]) n) order by n limit 1, 1", [[2]]),
        ("select split_part('a-b', '-', 2), md5('x') = lower(hex(MD5('x')))", [["b", 1]]),
        ("select toStartOfWeek(toDate('2026-03-04'))", [["2026-03-01"]]),
        ("select dateTrunc('week', toDate('2026-03-04'))", [["2026-03-02"]]),
        ("select 0.1 + 0.2 > 0.3, 1e3, .5, 0x10", [[1, 1000.0, 0.5, 16]]),
        ("select 'a' || 'b' || 1", [["ab1"]]),
        ("select toTypeName(NULL), null is null, null = null", [["Nullable(Nothing)", 1, 1]]),
    ],
)  # fmt: skip
def test_language__on_its_own__gives(team: Team, query: str, expected: list[list[Any]]) -> None:
    assert team.rows(query) == expected


def test_values__given__are_data(team: Team) -> None:
    team.event("it's")
    query = "select event, {n}, {list} from events where event = {name}"
    values = {"name": "it's", "n": 5, "list": ["a", 1]}
    with pytest.raises(QueryRefused):
        team.rows(query)
    values["list"] = ["a", "b"]
    assert team.rows(query, values=values) == [["it's", 5, ["a", "b"]]]
    with pytest.raises(QueryRefused, match=r"Unresolved placeholder: \{nope\}"):
        team.rows("select {nope}")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], []),
        ([[1], [2]], [[1], [2]]),
        ("\0", "\0"),
        ("\ud800", "\ufffd" * 3),
        ("tab\t\\N{p0:String}'`", "tab\t\\N{p0:String}'`"),
        (2**64 - 1, 2**64 - 1),
        (None, None),
        (1e300, 1e300),
    ],
)
def test_value__of_any_json__comes_back(team: Team, value: Any, expected: Any) -> None:
    assert team.rows("select {v}", values={"v": value}) == [[expected]]


@pytest.mark.parametrize("value", [{}, [{}], {"a": [1]}, 2**300])
def test_value__that_is_no_constant__is_refused(team: Team, value: Any) -> None:
    with pytest.raises(QueryRefused):
        team.rows("select {v}", values={"v": value})


def test_variables__given_or_missing__are_values_or_refused(team: Team) -> None:
    variables = {"id": {"variableId": "id", "code_name": "day", "value": "monday"}}
    assert team.rows("select {variables.day}", variables=variables) == [["monday"]]
    with pytest.raises(QueryRefused, match="Variable week is missing"):
        team.rows("select {variables.week}", variables=variables)


def test_limits__written_or_not__page_or_clamp(team: Team) -> None:
    query = "select arrayJoin(range(60000)) as n"
    answer = team.ask(query)
    assert (len(answer["results"]), answer["hasMore"], answer["limit"]) == (100, True, 100)
    assert len(team.rows(f"{query} limit 60000")) == 50_000
    assert len(team.rows(f"{query} limit 40000 + 20000")) == 50_000
    answer = team.ask(f"{query} limit 3")
    assert (len(answer["results"]), "hasMore" in answer) == (3, False)
    both = team.ask("select arrayJoin(range(99)) union all select arrayJoin(range(99))")
    assert (len(both["results"]), both["hasMore"]) == (100, True)


@pytest.mark.parametrize(
    ("query", "message", "start", "end"),
    [
        ("", "Empty query", 0, 0),
        ("select", "Unexpected end of query", 6, 6),
        ("select 1 frm x y", "Unexpected 'x'", 13, 16),
        ("select evnt from events", "Unable to resolve field: evnt", 7, 11),
        ("select 1 from nope", 'Unknown table "nope"', 14, 18),
        ("select event from events e, events e", "Already have joined a table", 28, 36),
        ("select 1 as a, 2 as a", "Cannot redefine an alias with the name: a", 15, 21),
        ("select 1 as team_id", "reserved", 12, 19),
        ("select *", "Cannot use '*' when there are no tables", 7, 8),
        ("select * from events a, events b", "without table name when there are multiple", 7, 8),
        ("select nope(1)", "Unsupported function call 'nope(...)'", 7, 14),
        ("select toDat('x')", "Perhaps you meant 'toDate(...)'?", 7, 17),
        ("select abs(1, 2)", "Function 'abs' expects 1 argument, found 2", 7, 16),
        ("select sum()", "Aggregation 'sum' expects 1 argument, found 0", 7, 12),
        ("select sum(count())", "'count' cannot be nested inside another", 11, 18),
        ("select event in cohort 3 from events", "There is no cohort 3 in this project", 7, 24),
        ("select person from events", "is not a value", 7, 13),
        ("select event from events a, events b", "Ambiguous", 7, 12),
    ],
)  # fmt: skip
def test_refusal__of_what_cannot_be__says_where(
    team: Team, query: str, message: str, start: int, end: int
) -> None:
    with pytest.raises(QueryRefused) as refusal:
        team.rows(query)
    assert message in refusal.value.detail
    assert (refusal.value.start, refusal.value.end) == (start, end)


def test_refusal__by_the_engine__is_the_askers(team: Team) -> None:
    team.event(properties={"n": 5})
    with pytest.raises(QueryRefused) as refusal:
        team.rows("select properties.n > 3 from events")
    assert refusal.value.code == "no_common_type"


def test_body__of_another_shape__is_refused_as_upstream_does(team: Team) -> None:
    for body in ({}, {"query": None}, {"query": {}}, {"query": "select 1"}, {"query": []}):
        with pytest.raises(BadRequest):
            team.run(body)
    with pytest.raises(BadRequest) as refusal:
        team.run({"query": {"kind": "NopeQuery"}})
    assert refusal.value.code == "parse_error"
    assert "1 validation error for QueryRequest" in refusal.value.detail
    assert "Input tag 'NopeQuery' found using 'kind' does not match any" in refusal.value.detail
    with pytest.raises(BadRequest):
        team.run({"query": {"kind": "HogQLQuery"}})
    with pytest.raises(BadRequest):
        team.run({"query": {"kind": "HogQLQuery", "query": "select 1"}, "refresh": "soon"})


def test_body__with_wrapper_and_refresh__is_answered_at_once(team: Team) -> None:
    inner = {"kind": "HogQLQuery", "query": "select 1"}
    wrapped = {"kind": "DataTableNode", "source": inner}
    assert team.run({"query": wrapped})["results"] == [[1]]
    status = team.run({"query": inner, "refresh": "force_async", "client_query_id": "q1"})
    assert status["query_status"]["id"] == "q1"
    assert status["query_status"]["complete"] is True
    assert status["query_status"]["results"]["results"] == [[1]]
    assert team.run({"query": inner, "async": True})["results"] == [[1]]


def test_metadata__of_right_and_wrong_text__marks_the_place(team: Team) -> None:
    def ask(query: str, language: str = "hogQL") -> dict[str, Any]:
        node = {"kind": "HogQLMetadata", "language": language, "query": query}
        return team.run({"query": node})

    assert ask("select event from events where {filters}")["isValid"] is True
    wrong = ask("select evnt from events")
    assert wrong["isValid"] is False
    assert [(e["start"], e["end"], e["fix"]) for e in wrong["errors"]] == [(7, 11, "event")]
    assert ask("properties.x > evnt", "hogQLExpr")["errors"][0]["start"] == 15
    assert ask("event", "hogQLExpr")["isValid"] is True


def test_schema__asked__names_tables_and_fields(team: Team) -> None:
    tables = team.run({"query": {"kind": "DatabaseSchemaQuery"}})["tables"]
    assert {"events", "persons", "groups", "person_distinct_ids"} <= set(tables)
    assert tables["events"]["fields"]["timestamp"]["type"] == "datetime"
    assert tables["events"]["fields"]["person"]["type"] == "lazy_table"
    for name, table in tables.items():
        for field in table["fields"].values():
            if field["type"] not in ("lazy_table", "virtual_table"):
                team.rows(f"select {field['hogql_value']} from {name}")
