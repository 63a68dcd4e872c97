"""What is a query and what is not, and how the mistake is told."""

import copy
import json
from typing import Any

import pytest

from tenrec.query.schema.check import WrongQuery, kinds, validate_query
from tenrec.query.schema.legacy import validate_filters
from tenrec.query.source import source_of

PAGEVIEWS = {"kind": "EventsNode", "event": "$pageview", "math": "dau"}
TRENDS: dict[str, Any] = {
    "kind": "TrendsQuery",
    "series": [PAGEVIEWS, {"kind": "ActionsNode", "id": 3, "math": "unique_session"}],
    "interval": "day",
    "dateRange": {"date_from": "-7d", "date_to": None},
    "properties": {
        "type": "AND",
        "values": [
            {
                "type": "OR",
                "values": [
                    {"key": "plan", "type": "person", "operator": "exact", "value": ["pro", 5]},
                    {"type": "AND", "values": [{"key": "id", "type": "cohort", "value": 2}]},
                    {},
                ],
            }
        ],
    },
    "trendsFilter": {"display": "ActionsLineGraph", "formulaNodes": [{"formula": "A/B"}]},
    "breakdownFilter": {"breakdowns": [{"property": "$browser", "type": "event"}]},
    "compareFilter": {"compare": True, "compare_to": "-1w"},
}
FUNNEL: dict[str, Any] = {
    "kind": "FunnelsQuery",
    "series": [
        {"kind": "EventsNode", "event": "signup"},
        {"kind": "GroupNode", "operator": "OR", "nodes": [PAGEVIEWS, PAGEVIEWS]},
    ],
    "funnelsFilter": {
        "funnelVizType": "steps",
        "funnelWindowInterval": 14,
        "funnelWindowIntervalUnit": "day",
        "exclusions": [
            {"kind": "EventsNode", "event": "x", "funnelFromStep": 0, "funnelToStep": 1}
        ],
    },
}
RETENTION = {
    "kind": "RetentionQuery",
    "retentionFilter": {
        "retentionType": "retention_first_time",
        "targetEntity": {"id": "$pageview", "type": "events"},
        "returningEntity": {"id": 4, "type": "actions"},
        "period": "Week",
        "totalIntervals": 8,
    },
}
SQL = {
    "kind": "HogQLQuery",
    "query": "select {variables.who}",
    "variables": {"v1": {"code_name": "who", "variableId": "v1", "value": 9007199254740993}},
}
GOOD = [
    PAGEVIEWS,
    TRENDS,
    FUNNEL,
    RETENTION,
    SQL,
    {"kind": "PathsQuery", "pathsFilter": {"includeEventTypes": ["$pageview"], "stepLimit": 5}},
    {"kind": "StickinessQuery", "series": [PAGEVIEWS], "stickinessFilter": {}},
    {
        "kind": "LifecycleQuery",
        "series": [PAGEVIEWS],
        "lifecycleFilter": {"toggledLifecycles": ["new", "dormant"]},
    },
    {"kind": "InsightVizNode", "source": TRENDS, "full": True},
    {
        "kind": "DataVisualizationNode",
        "source": SQL,
        "display": "ActionsBar",
        "chartSettings": {"xAxis": {"column": "day"}, "yAxis": [{"column": "n"}]},
    },
    {"kind": "DataTableNode", "source": {"kind": "EventsQuery", "select": ["*", "event"]}},
    {"kind": "SavedInsightNode", "shortId": "aB3dE9xQ", "showTable": True, "full": False},
    {
        "kind": "ActorsQuery",
        "source": {"kind": "InsightActorsQuery", "source": TRENDS, "day": "2024-01-08"},
    },
    {
        "kind": "WebStatsTableQuery",
        "properties": [{"key": "$host", "type": "event", "operator": "exact", "value": "a"}],
        "breakdownBy": "Page",
        "orderBy": ["Views", "DESC"],
    },
    {
        "kind": "ExperimentQuery",
        "metric": {"kind": "ExperimentMetric", "metric_type": "mean", "source": PAGEVIEWS},
        "experiment_id": 3,
    },
]


@pytest.mark.parametrize("query", GOOD, ids=lambda query: query["kind"])
def test_validate_query__a_query__is_known_and_left_as_it_was(query: dict[str, Any]) -> None:
    before = copy.deepcopy(query)
    assert validate_query(query).kind == query["kind"]
    assert query == before


def _with(query: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {**query, **members}


_VIZ = {"kind": "InsightVizNode"}
WRONG = [
    (None, "query"),
    ([], "query"),
    ("TrendsQuery", "query"),
    ({}, "query__kind"),
    ({"kind": None}, "query__kind"),
    ({"kind": ["TrendsQuery"]}, "query__kind"),
    ({"kind": "NoSuchQuery"}, "query__kind"),
    ({"kind": "ExperimentMetric", "metric_type": "mean", "source": PAGEVIEWS}, "query__kind"),
    ({"kind": "HogQLQuery"}, "query__query"),
    ({"kind": "HogQLQuery", "query": 5}, "query__query"),
    ({"kind": "HogQLQuery", "query": "select 1", "name": "n" * 129}, "query__name"),
    (_with(TRENDS, colour="red"), "query__colour"),
    (_with(TRENDS, interval="fortnight"), "query__interval"),
    (_with(TRENDS, samplingFactor=1.5), "query__samplingFactor"),
    (_with(TRENDS, series=[_with(PAGEVIEWS, math="mean")]), "query__series__0__math"),
    (_with(TRENDS, series=[{"kind": "ActionsNode"}]), "query__series__0__id"),
    (_with(TRENDS, series=[PAGEVIEWS, {"event": "x"}]), "query__series__1"),
    (_with(TRENDS, series=[{"kind": "GroupNode", "nodes": []}]), "query__series__0__nodes"),
    (_with(TRENDS, properties=[{"key": "a", "type": "person"}]), "query__properties__0__operator"),
    (_with(TRENDS, properties=[{"key": "a", "type": "planet"}]), "query__properties__0"),
    (
        _with(TRENDS, properties={"type": "AND", "values": [{"type": "X", "values": []}]}),
        "query__properties__values__0__type",
    ),
    (
        {**_VIZ, "source": _with(TRENDS, series=[_with(PAGEVIEWS, math="mean")])},
        "query__source__series__0__math",
    ),
    ({**_VIZ, "source": SQL}, "query__source"),
    ({**_VIZ}, "query__source"),
    ({"kind": "DataVisualizationNode", "source": TRENDS}, "query__source__kind"),
    (_with(SQL, variables={"v1": {"value": 1}}), "query__variables__v1__code_name"),
]


@pytest.mark.parametrize(("query", "attr"), WRONG, ids=lambda value: str(value)[:60])
def test_validate_query__a_mistake__is_told_with_the_way_to_it(query: Any, attr: str) -> None:
    with pytest.raises(WrongQuery) as caught:
        validate_query(query)
    assert caught.value.attr == attr
    assert (caught.value.status, caught.value.code) == (400, "parse_error")


def test_validate_query__number_that_no_json_holds__is_refused() -> None:
    query = _with(SQL, values={"a": json.loads("1e999")})
    with pytest.raises(WrongQuery):
        validate_query(query)


def test_validate_query__nested_without_end__is_refused() -> None:
    group: dict[str, Any] = {"type": "AND", "values": []}
    for _ in range(5000):
        group = {"type": "AND", "values": [group]}
    with pytest.raises(WrongQuery):
        validate_query(_with(TRENDS, properties=group))


def test_validate_query__deeper_than_people_nest__is_refused_before_it_is_walked() -> None:
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    with pytest.raises(WrongQuery, match="deeply"):
        validate_query(_with(SQL, values={"a": deep}))


def test_validate_query__very_large__is_refused() -> None:
    with pytest.raises(WrongQuery, match="characters"):
        validate_query({"kind": "HogQLQuery", "query": "x" * 1_000_001})


def test_kinds__names__are_those_that_the_models_carry() -> None:
    assert len(kinds()) > 60
    for name, model in kinds().items():
        assert model.model_fields["kind"].default == name == model.__name__


def test_source_of__wrapped__is_the_question_inside() -> None:
    assert source_of({"kind": "InsightVizNode", "source": TRENDS}) == TRENDS
    assert source_of(TRENDS) == TRENDS
    assert source_of(None) is None
    assert source_of({"kind": ["x"], "source": 1}) == {"kind": ["x"], "source": 1}


@pytest.mark.parametrize(
    ("filters", "attr"),
    [
        ([], "filters"),
        ({"insight": "HOROSCOPE"}, "filters__insight"),
        ({"events": "x"}, "filters__events"),
        ({"events": [{"id": {}}]}, "filters__events__0__id__str"),
        ({"interval": "eon"}, "filters__interval"),
    ],
)
def test_validate_filters__what_was_never_sent__is_refused(filters: Any, attr: str) -> None:
    with pytest.raises(WrongQuery) as caught:
        validate_filters(filters)
    assert caught.value.attr == attr


def test_validate_filters__of_old__are_taken() -> None:
    validate_filters({})
    validate_filters(
        {"insight": "TRENDS", "events": [{"id": "$pageview", "type": "events"}], "shown_as": "x"}
    )
