"""The rows of a project's flags as server SDKs ask for them, to evaluate flags by themselves."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tenrec.flags.expansion import expanded
from tenrec.flags.rollout import cohorts_needed, flags_needed, properties_of
from tenrec.flags.sealing import redacted_payloads

Row = Mapping[str, Any]
Definitions = dict[str, Any]
_MATCHING_VERSION = 1


def definitions(
    flags: Sequence[Row],
    cohorts: Sequence[Row],
    group_types: Mapping[str, int],
    *,
    send_cohorts: bool,
) -> Definitions:
    """The answer of local evaluation. Inactive flags are in it, remote configuration is not.

    Without cohorts, a flag that names one cohort gets that cohort's conditions instead.
    """
    told = [flag for flag in flags if not flag["is_remote_configuration"]]
    trees = {int(cohort["id"]): cohort for cohort in cohorts}
    chains = _Chains(flags)
    return {
        "flags": [minimal(flag, _filters(flag, chains, trees, send_cohorts)) for flag in told],
        "group_type_mapping": {str(index): name for name, index in group_types.items()},
        "cohorts": _needed(told, trees) if send_cohorts else {},
        "property_matching_version": _MATCHING_VERSION,
        "minimal_flag_called_events": False,
    }


def minimal(flag: Row, filters: Any) -> dict[str, Any]:
    """One flag in brief."""
    contexts = list(flag["evaluation_contexts"] or [])
    return {
        "id": flag["id"],
        "team_id": flag["team_id"],
        "name": flag["name"],
        "key": flag["key"],
        "filters": filters,
        "deleted": flag["deleted"],
        "active": flag["active"],
        "ensure_experience_continuity": flag["ensure_experience_continuity"],
        "has_encrypted_payloads": flag["has_encrypted_payloads"],
        "version": flag["version"],
        "evaluation_runtime": flag["evaluation_runtime"],
        "evaluation_tags": contexts,
        "evaluation_contexts": contexts,
        "bucketing_identifier": flag["bucketing_identifier"],
        "has_experiment": flag["has_experiment"],
    }


def etag_of(told: Definitions) -> str:
    """Changes when anything of the answer does; without quotes."""
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _filters(
    flag: Row, chains: "_Chains", trees: Mapping[int, Row], send_cohorts: bool
) -> dict[str, Any]:
    filters = dict(flag["filters"]) if isinstance(flag["filters"], Mapping) else {}
    if not send_cohorts and len(_with_inner(cohorts_needed(filters), trees)) == 1:
        filters["groups"] = expanded(filters, trees)
    if flag["has_encrypted_payloads"] and isinstance(filters.get("payloads"), Mapping):
        filters["payloads"] = redacted_payloads(filters["payloads"])
    if properties_of(filters, "flag"):
        for name in ("groups", "super_groups"):
            if isinstance(filters.get(name), list):
                filters[name] = [chains.spelled(group) for group in filters[name]]
    return filters


class _Chains:
    """Which flags an SDK has to evaluate before it can evaluate one that depends on them."""

    def __init__(self, flags: Sequence[Row]) -> None:
        self._keys = {int(flag["id"]): str(flag["key"]) for flag in flags}
        self._needs = {int(flag["id"]): flags_needed(flag["filters"]) for flag in flags}

    def spelled(self, group: Any) -> Any:
        """The conditions on flags by key, each with its chain; the stored ones have ids."""
        if not isinstance(group, Mapping) or not isinstance(group.get("properties"), list):
            return group
        return {**group, "properties": [self._property(one) for one in group["properties"]]}

    def _property(self, one: Any) -> Any:
        if not isinstance(one, Mapping) or one.get("type") != "flag":
            return one
        number = next(iter(flags_needed({"groups": [{"properties": [one]}]})), None)
        if number is None or number not in self._keys:
            return {**one, "dependency_chain": []}
        chain = self._chain(number)
        return {**one, "key": self._keys[number], "dependency_chain": chain}

    def _chain(self, start: int) -> list[str]:
        """Each flag after those that it needs; none at all for a circle, which nobody can meet."""
        order: dict[int, None] = {}  # a set that keeps its order
        open_ones: set[int] = set()
        todo = [(start, False)]
        while todo:
            number, is_left = todo.pop()
            if is_left:
                open_ones.discard(number)
                order[number] = None
            elif number in open_ones:
                return []
            elif number not in order and number in self._keys:
                open_ones.add(number)
                todo.append((number, True))
                todo.extend((inner, False) for inner in sorted(self._needs[number], reverse=True))
        return [self._keys[number] for number in order]


def _needed(flags: Sequence[Row], trees: Mapping[int, Row]) -> dict[str, Any]:
    """The cohorts that flags name, and those inside of them; who is in a static one nobody says."""
    asked = {number for flag in flags for number in cohorts_needed(flag["filters"])}
    return {
        str(number): trees[number]["properties"]
        for number in sorted(_with_inner(asked, trees))
        if number in trees and not trees[number]["is_static"]
    }


def _with_inner(asked: set[int], trees: Mapping[int, Row]) -> set[int]:
    found: set[int] = set()
    todo = list(asked)
    while todo:
        number = todo.pop()
        if number not in found:
            found.add(number)
            todo.extend(_inner(trees[number]["properties"]) if number in trees else ())
    return found


def _inner(tree: Any) -> set[int]:
    """Cohorts named in the criteria of another, at any depth."""
    leaves, todo = [], [tree]
    while todo:
        part = todo.pop()
        if isinstance(part, Mapping) and isinstance(part.get("values"), list):
            todo.extend(part["values"])
        else:
            leaves.append(part)
    return cohorts_needed({"groups": [{"properties": leaves}]})
