"""Feature flags: how many are evaluated a second, against the evaluator of the Python SDK."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from posthog.feature_flags import InconclusiveMatchError, match_feature_flag_properties

from benchmarks.run import Run, tell
from benchmarks.table import Line
from tenrec.flags.evaluate import Asked, evaluate
from tenrec.flags.rules import ruleset

_FLAGS = 50
_PERSONS = 2_000
_BAR = 1.0

Json = dict[str, Any]

CONDITIONS: list[list[Json]] = [
    [],
    [{"key": "plan", "operator": "exact", "value": ["pro", "scale"]}],
    [{"key": "email", "operator": "icontains", "value": "@tenrec.example"}],
    [{"key": "email", "operator": "regex", "value": r"^user-\d+[02468]@"}],
    [{"key": "seats", "operator": "gte", "value": 25}],
    [{"key": "app_version", "operator": "semver_gte", "value": "2.1.0"}],
    [{"key": "joined", "operator": "is_date_after", "value": "2026-03-01"}],
    [{"key": "country", "operator": "is_not", "value": "de"}],
    [
        {"key": "plan", "operator": "exact", "value": "pro"},
        {"key": "seats", "operator": "lt", "value": 60},
    ],
    [{"key": "id", "type": "cohort", "value": 12}],
]
"""One of each kind that projects have; repeated until there are enough flags."""
_COHORT = {
    "type": "OR",
    "values": [
        {
            "type": "AND",
            "values": [
                {"key": "plan", "type": "person", "operator": "exact", "value": "pro"},
                {"key": "country", "type": "person", "operator": "exact", "value": ["fr", "de"]},
            ],
        },
        {"key": "seats", "type": "person", "operator": "gt", "value": 90},
    ],
}


def measure(run: Run) -> list[Line]:
    persons, flags = [person(n) for n in range(run.scaled(_PERSONS))], _flags()
    tell(f"flags: {len(flags)} flags for {len(persons):,} persons, here and in the SDK")
    ours = _seconds(_evaluator(flags), persons)
    theirs = _seconds(_evaluator_of_sdk(flags), persons)
    each = ours / len(persons) * 1000
    return [
        Line(
            name=f"{_FLAGS} flags for one person",
            figure=f"{each:.2f} ms of CPU ({_FLAGS * len(persons) / ours:,.0f} evaluations/s)",
            baseline=f"posthog-python {theirs / len(persons) * 1000:.2f} ms",
            ratio=theirs / ours,
            bar=f"< {_BAR:.0f} ms",
            passes=each < _BAR,
        )
    ]


def _flags() -> list[Json]:
    return [_flag(n) for n in range(_FLAGS)]


def _flag(n: int) -> Json:
    properties = [{"type": "person", **one} for one in CONDITIONS[n % len(CONDITIONS)]]
    halves = [{"key": key, "rollout_percentage": 50} for key in ("control", "test")]
    return {
        "id": n + 1,
        "key": f"flag-{n}",
        "active": True,
        "filters": {
            "groups": [
                {"properties": properties, "rollout_percentage": 40},
                {"properties": [], "rollout_percentage": 10},
            ],
            "multivariate": {"variants": halves} if n % 3 == 0 else None,
        },
    }


def person(n: int) -> tuple[str, Json]:
    """A distinct id, and properties that the conditions ask."""
    return f"person-{n}", {
        "email": f"user-{n}@{'tenrec' if n % 3 else 'other'}.example",
        "plan": ["free", "pro", "scale"][n % 3],
        "seats": n % 100,
        "country": ["de", "fr", "us", "jp"][n % 4],
        "app_version": f"2.{n % 4}.{n % 10}",
        "joined": f"2026-{n % 9 + 1:02}-{n % 28 + 1:02}",
    }


Evaluator = Callable[[str, Mapping[str, Any]], object]


def _seconds(evaluator: Evaluator, persons: list[tuple[str, Json]]) -> float:
    """Processor time, so that whatever else this machine does is not counted."""
    for distinct_id, properties in persons[:20]:
        evaluator(distinct_id, properties)
    began = time.process_time()
    for distinct_id, properties in persons:
        evaluator(distinct_id, properties)
    return time.process_time() - began


def _evaluator(flags: list[Json]) -> Evaluator:
    cohort = {"id": 12, "is_static": False, "filters": {"properties": _COHORT}}
    rules, now = ruleset(flags, [cohort]), datetime.now(UTC)
    return lambda distinct_id, properties: evaluate(
        rules, Asked(distinct_id, now, person_properties=properties)
    )


def _evaluator_of_sdk(flags: list[Json]) -> Evaluator:
    cohorts = {"12": _COHORT}

    def evaluator(distinct_id: str, properties: Mapping[str, Any]) -> object:
        return [_by_sdk(flag, distinct_id, properties, cohorts) for flag in flags]

    return evaluator


def _by_sdk(
    flag: Json, distinct_id: str, properties: Mapping[str, Any], cohorts: Mapping[str, Json]
) -> object:
    try:
        return match_feature_flag_properties(
            flag,
            distinct_id,
            properties,
            cohort_properties=cohorts,
            bucketing_value=distinct_id,
        )
    except InconclusiveMatchError:
        return None
