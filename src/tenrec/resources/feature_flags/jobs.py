"""Background work of flags: who a flag is on for, and when each flag was last called."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from tenrec.core.errors import TenrecError
from tenrec.core.jsontext import loads
from tenrec.flags.continuity import stored_keys
from tenrec.flags.evaluate import Asked, evaluate
from tenrec.flags.models import FeatureFlag
from tenrec.flags.rules import Ruleset
from tenrec.flags.stored import rules_of, stored
from tenrec.jobs import job, keep_going
from tenrec.persons.cohorts import static
from tenrec.persons.cohorts.models import Cohort, CohortMember
from tenrec.persons.jobs import ask_for
from tenrec.persons.models import Person
from tenrec.query.ask import ask

_PAGE = 500
_CALLS = """
    select properties.$feature_flag as flag, max(timestamp) from events
    where event = '$feature_flag_called' and timestamp > now() - interval {days} day
        and timestamp <= now()
    group by flag order by flag limit 50000
"""
_DAYS = 31


@job(max_attempts=5, backoff=timedelta(seconds=30))
def list_persons(flag_id: int, cohort_id: int) -> None:
    """Puts everybody for whom the flag is on into the static cohort; done again, it adds nobody."""
    flag = FeatureFlag.objects.filter(pk=flag_id, deleted=False).first()
    cohort = Cohort.objects.filter(pk=cohort_id, deleted=False).first()
    if flag is None or cohort is None:
        return
    rules = rules_of(stored(flag.project_id))
    for page in _pages(flag.project_id):
        keep_going()
        static.add(cohort, _met(rules, flag, page))
    ask_for([cohort.pk])


def _pages(team_id: int) -> Iterator[list[Person]]:
    last = 0
    while True:
        found = Person.objects.filter(team_id=team_id, pk__gt=last).order_by("pk")
        page = list(found.prefetch_related("distinct_ids")[:_PAGE])
        if page:
            yield page
        if len(page) < _PAGE:
            return
        last = page[-1].pk


def _met(rules: Ruleset, flag: FeatureFlag, page: list[Person]) -> list[UUID]:
    uuids = [person.uuid for person in page]
    lists = [one.id for one in rules.cohorts.values() if one.is_static]
    listed: dict[UUID, set[int]] = {}
    if lists:
        rows = CohortMember.objects.filter(cohort_id__in=lists, person_uuid__in=uuids)
        for cohort_id, uuid in rows.values_list("cohort_id", "person_uuid"):
            listed.setdefault(uuid, set()).add(cohort_id)
    continuous = [one.key for one in rules.flags if one.ensure_experience_continuity]
    keys = stored_keys(flag.project_id, uuids, continuous) if continuous else {}
    return [
        person.uuid
        for person in page
        if _is_on(rules, flag.key, person, listed.get(person.uuid, set()), keys)
    ]


def _is_on(
    rules: Ruleset,
    key: str,
    person: Person,
    lists: set[int],
    keys: Mapping[UUID, Mapping[str, str]],
) -> bool:
    """For the oldest of their distinct ids."""
    ids = sorted((row.pk, row.distinct_id) for row in person.distinct_ids.all())
    if not ids:
        return False
    properties: Any = loads(person.properties or "{}")
    asked = Asked(
        ids[0][1],
        datetime.now(UTC),
        person_properties=properties,
        person_metadata={
            "created_at": person.created_at.isoformat(),
            "is_identified": person.is_identified,
        },
        hash_keys=keys.get(person.uuid, {}),
        static_cohorts=frozenset(lists),
    )
    verdict = evaluate(rules, asked, [key]).get(key)
    return verdict is not None and verdict.enabled


@job(every=timedelta(hours=1), max_attempts=3)
def note_calls() -> None:
    """When each flag was last called, as the events tell; what is known already only grows."""
    live = FeatureFlag.objects.filter(deleted=False)
    for project_id in list(live.order_by().values_list("project_id", flat=True).distinct()):
        keep_going()
        try:
            rows = ask(project_id, _CALLS, {"days": _DAYS}).rows
        except TenrecError:
            continue  # the store is away, or this project too large: an hour later again
        for key, called_at in rows:
            if isinstance(key, str) and isinstance(called_at, datetime):
                at = called_at.astimezone(UTC)
                known = live.filter(project_id=project_id, key=key)
                newer = known.filter(Q(last_called_at=None) | Q(last_called_at__lt=at))
                newer.update(last_called_at=at)
