"""A flag put into another project: with the cohorts and flags that its conditions name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rest_framework.exceptions import ValidationError

from tenrec.accounts.changes import tell_of_flags
from tenrec.accounts.models import Project, User
from tenrec.activity.record import record
from tenrec.core.errors import BadRequest
from tenrec.flags.models import FeatureFlag
from tenrec.flags.rollout import cohorts_needed, flags_needed
from tenrec.flags.sealing import opened_payloads
from tenrec.persons.cohorts import graph
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.jobs import ask_for
from tenrec.resources.feature_flags.room import DEEPEST
from tenrec.resources.feature_flags.serializers import FeatureFlagSerializer

_COPIED = (
    "key",
    "name",
    "active",
    "tags",
    "evaluation_contexts",
    "evaluation_runtime",
    "bucketing_identifier",
    "ensure_experience_continuity",
    "is_remote_configuration",
    "has_encrypted_payloads",
    "rollback_conditions",
)


@dataclass
class Copier:
    """Puts flags of one project into another one; raises what a serializer raises."""

    source: Project
    target: Project
    request: Any
    copies_needed: bool = False
    is_disabled: bool = False
    _cohorts: dict[int, int] = field(default_factory=dict)
    _depth: int = 0

    def copy(self, flag: FeatureFlag) -> FeatureFlag:
        """The flag over there: a new one, or the one of its key, changed to be as this one."""
        filters = self._readable(flag)
        numbers = {pk: self._flag(pk).pk for pk in sorted(flags_needed(filters))}
        for cohort in sorted(cohorts_needed(filters)):
            self._cohort(cohort)
        data: dict[str, Any] = {name: getattr(flag, name) for name in _COPIED}
        data["filters"] = _renumbered(filters, self._cohorts, numbers)
        if self.is_disabled:
            data["active"] = False
        return self._saved(data)

    def _saved(self, data: dict[str, Any]) -> FeatureFlag:
        there = _live(self.target).filter(key=data["key"]).first()
        context = {"request": self.request, "project": self.target}
        if there is not None and there.archived:
            data["archived"] = not data["active"]
        serializer = FeatureFlagSerializer(there, data=data, context=context)
        serializer.is_valid(raise_exception=True)
        user: User = self.request.user
        made: FeatureFlag
        if there is None:
            made = serializer.save(
                project_id=self.target.id, created_by=user, last_modified_by=user
            )
        else:
            made = serializer.save(last_modified_by=user)
        record(
            "created" if there is None else "updated",
            scope="FeatureFlag",
            item_id=made.pk,
            user=user,
            organization=self.target.organization,
            project=self.target,
            name=made.key,
        )
        tell_of_flags(self.target.id)
        return made

    def _readable(self, flag: FeatureFlag) -> dict[str, Any]:
        filters: dict[str, Any] = flag.filters
        if flag.has_encrypted_payloads and filters.get("payloads"):
            payloads = opened_payloads(flag.project_id, filters["payloads"])
            filters = {**filters, "payloads": payloads}
        return filters

    def _flag(self, number: int) -> FeatureFlag:
        """The flag of the same key over there, which may have to be copied first."""
        needed = _live(self.source).filter(pk=number).first()
        if needed is None:
            raise BadRequest(f"The flag depends on a flag that is gone (ID: {number}).")
        there = _live(self.target).filter(key=needed.key).first()
        if there is not None and there.active:
            found: FeatureFlag = there
            return found
        if there is not None:
            raise BadRequest(f"The flag depends on '{needed.key}', which is disabled there.")
        if not self.copies_needed:
            raise BadRequest(f"The flag depends on '{needed.key}', which is missing there.")
        if self._depth == DEEPEST:
            raise BadRequest(f"More than {DEEPEST} flags depend on each other in a row.")
        self._depth += 1
        made = self.copy(needed)
        self._depth -= 1
        return made

    def _cohort(self, number: int) -> int:
        """The cohort of the same name over there, or a new one with the same criteria."""
        if number in self._cohorts:
            return self._cohorts[number]
        cohort = Cohort.objects.filter(project=self.source, pk=number, deleted=False).first()
        if cohort is None:
            raise BadRequest(f"The flag names a cohort that is gone (ID: {number}).")
        there = Cohort.objects.filter(project=self.target, name=cohort.name, deleted=False).first()
        if there is None:
            there = self._new_cohort(cohort)
        self._cohorts[number] = there.pk
        return there.pk

    def _new_cohort(self, cohort: Cohort) -> Cohort:
        if cohort.is_static:
            why = f"The static cohort '{cohort.name}' lists persons of the other project."
            raise BadRequest(why)
        for inner in sorted(graph.references(graph.read_stored(cohort.filters))):
            self._cohort(inner)
        made = Cohort.objects.create(
            project=self.target,
            name=cohort.name,
            description=cohort.description,
            filters=_with_cohorts(cohort.filters, self._cohorts),
            created_by=self.request.user,
        )
        ask_for([made.pk])
        return made


def needed_flags(source: Project, flag: FeatureFlag) -> list[FeatureFlag]:
    """All that a flag depends on, directly or not, in the order of their keys."""
    known = {one.pk: one for one in _live(source)}
    found: dict[int, FeatureFlag] = {}
    todo = list(flags_needed(flag.filters))
    while todo:
        number = todo.pop()
        if number in known and number not in found and number != flag.pk:
            found[number] = known[number]
            todo.extend(flags_needed(known[number].filters))
    return sorted(found.values(), key=lambda one: one.key)


def why(error: Exception) -> str:
    """A refusal in one line."""
    if isinstance(error, BadRequest):
        return error.detail
    detail: Any = error.detail if isinstance(error, ValidationError) else str(error)
    while isinstance(detail, Mapping | list | tuple) and detail:
        detail = next(iter(detail.values())) if isinstance(detail, Mapping) else detail[0]
    return str(detail)


def _renumbered(
    filters: dict[str, Any], cohorts: Mapping[int, int], flags: Mapping[int, int]
) -> dict[str, Any]:
    """The same conditions by the ids of the other project."""
    made = dict(filters)
    for name in ("groups", "super_groups"):
        if made.get(name):
            made[name] = [
                {
                    **group,
                    "properties": [_there(one, cohorts, flags) for one in group["properties"]],
                }
                for group in made[name]
            ]
    return made


def _there(
    one: dict[str, Any], cohorts: Mapping[int, int], flags: Mapping[int, int]
) -> dict[str, Any]:
    if one["type"] == "cohort":
        return {**one, "value": cohorts[int(one["value"])]}
    return {**one, "key": str(flags[int(one["key"])])} if one["type"] == "flag" else one


def _with_cohorts(part: Any, cohorts: Mapping[int, int]) -> Any:
    if isinstance(part, list):
        return [_with_cohorts(one, cohorts) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "cohort" and "value" in part:
        return {**part, "value": cohorts[int(part["value"])]}
    return {key: _with_cohorts(one, cohorts) for key, one in part.items()}


def _live(project: Project) -> Any:
    return FeatureFlag.objects.filter(project=project, deleted=False)
