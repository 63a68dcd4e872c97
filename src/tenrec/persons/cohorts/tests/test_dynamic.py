"""A dynamic cohort is whoever meets its criteria, as of its last calculation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from tenrec.core.errors import NotFound, StoreDown
from tenrec.jobs.worker import drain
from tenrec.persons.cohorts import calculate as module
from tenrec.persons.cohorts.members import (
    forget_person,
    is_member,
    member_uuids,
    members_of,
)
from tenrec.persons.cohorts.models import Cohort, CohortCalculation
from tenrec.persons.jobs import ask_for, recalculate_cohorts
from tenrec.persons.models import Person

from .conftest import Shop, person_is

pytestmark = pytest.mark.django_db
WEEK_AGO = (now() - timedelta(days=7)).isoformat()


@pytest.fixture
def people(shop: Shop) -> Shop:
    shop.person("ada", plan="pro", age=30, email="ada@shop.test", joined="2026-03-01", vip=True)
    shop.person("bob", plan="free", age=41.5, email="bob@else.test", joined=WEEK_AGO, vip=False)
    shop.person("cyd", plan=None, age="12", note='say "x"', joined="2026-03-02T10:00:00Z")
    shop.person("dan", tags=["a", "b"], account=9007199254740993, plan="PRO plan")
    return shop


@pytest.mark.parametrize(
    ("key", "operator", "value", "expected"),
    [
        ("plan", "exact", "pro", "ada"),
        ("plan", "exact", ["pro", "free"], "ada bob"),
        ("plan", "is_not", "pro", "bob cyd dan"),
        ("plan", "is_not", ["pro", "free"], "cyd dan"),
        ("plan", "in", ["pro", "free"], "ada bob"),
        ("plan", "not_in", ["pro", "free"], "cyd dan"),
        ("plan", "icontains", "pro", "ada dan"),
        ("plan", "not_icontains", "pro", "bob cyd"),
        ("plan", "regex", "^(pro|free)$", "ada bob"),
        ("plan", "not_regex", "^(pro|free)$", "cyd dan"),
        ("plan", "is_set", None, "ada bob dan"),
        ("plan", "is_not_set", None, "cyd"),
        ("plan", "is_set", ["is_set"], "ada bob dan"),
        ("age", "exact", 30, "ada"),
        ("age", "exact", ["30"], "ada"),
        ("age", "gt", 30, "bob"),
        ("age", "gte", "30", "ada bob"),
        ("age", "lt", 40, "ada cyd"),
        ("age", "lte", 41.5, "ada bob cyd"),
        ("account", "exact", 9007199254740993, "dan"),
        ("account", "exact", 9007199254740992, ""),
        ("vip", "exact", True, "ada"),
        ("vip", "exact", ["true"], "ada"),
        ("vip", "is_not", True, "bob cyd dan"),
        ("joined", "is_date_before", "2026-03-02", "ada"),
        ("joined", "is_date_after", "2026-03-01", "bob cyd"),
        ("joined", "is_date_after", "-8d", "bob"),
        ("joined", "is_date_before", "-8d", "ada cyd"),
        ("joined", "is_date_exact", "2026-03-02", "cyd"),
        ("missing", "exact", "x", ""),
        ("missing", "is_not", "x", "ada bob cyd dan"),
        ("email", "icontains", "%", ""),
        ("email", "icontains", "'; drop table persons; --", ""),
        ("tags", "icontains", '"a"', "dan"),
    ],
)  # fmt: skip
def test_cohort__by_a_property__has_these_members(
    people: Shop, key: str, operator: str, value: Any, expected: str
) -> None:
    cohort = people.cohort(person_is(key, value, operator))
    assert cohort.last_error_message is None
    assert people.names(cohort) == expected.split()
    assert cohort.count == len(expected.split())
    others = people.cohort(person_is(key, value, operator, negation=True))
    assert people.names(others) == sorted({"ada", "bob", "cyd", "dan"} - {*expected.split()})


def test_cohort__of_groups_in_groups__has_these_members(people: Shop) -> None:
    pro, free = person_is("plan", "pro"), person_is("plan", "free")
    old = person_is("age", 35, "gt")
    either = {"type": "OR", "values": [pro, free]}
    assert people.names(people.cohort(either, old)) == ["bob"]
    both = {"type": "AND", "values": [pro, old]}
    assert people.names(people.cohort(both, person_is("age", "12"), word="OR")) == ["cyd"]
    assert people.names(people.cohort()) == []


def test_cohort__of_other_cohorts__follows_them(people: Shop) -> None:
    pro = people.cohort(person_is("plan", "pro"))
    inside = people.cohort({"type": "cohort", "key": "id", "value": pro.pk})
    outside = people.cohort({"type": "cohort", "key": "id", "value": pro.pk, "negation": True})
    deep = people.cohort({"type": "cohort", "key": "id", "value": outside.pk})
    assert people.names(inside) == ["ada"]
    assert people.names(outside) == people.names(deep) == ["bob", "cyd", "dan"]
    Cohort.objects.filter(pk=pro.pk).update(
        filters={"properties": {"type": "AND", "values": [person_is("plan", "free")]}}
    )
    people.calculated(pro)
    assert people.names(inside) == ["bob"]
    assert people.names(deep) == ["ada", "cyd", "dan"]


def test_cohort__calculated_again__forgets_who_left_and_keeps_the_version_before(
    people: Shop,
) -> None:
    cohort = people.cohort(person_is("plan", "pro"))
    ada = Person.objects.get(uuid=next(member_uuids(people.project.pk, cohort.pk)))
    ada.properties = '{"plan": "free"}'
    people.publish(ada, version=1)
    assert people.names(cohort) == ["ada"]
    again = people.calculated(cohort)
    assert (again.version > cohort.version, again.count) == (True, 0)
    assert people.names(again) == []
    assert people.versions(cohort) == [cohort.version]  # for whoever is asking right now
    people.calculated(cohort)
    people.wait_for_versions(cohort, [])


def test_cohort__more_members_than_a_page__are_all_there(
    people: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    for number in range(5):
        people.person(f"p{number}", plan="pro")
    cohort = people.cohort(person_is("plan", "pro"))
    assert people.names(cohort) == ["ada", *(f"p{number}" for number in range(5))]
    assert cohort.count == 6


def test_cohort__whose_calculation_fails__answers_from_the_version_before(
    people: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = people.cohort(person_is("plan", "free"))
    cohort = people.cohort(
        person_is("plan", "pro"), {"type": "cohort", "key": "id", "value": other.pk}, word="OR"
    )
    Cohort.objects.filter(pk=other.pk).update(deleted=True)
    failed = people.calculated(cohort)
    assert (failed.errors_calculating, failed.is_calculating) == (1, False)
    assert failed.last_error_message == f"There is no cohort {other.pk} in this project"
    assert people.names(failed) == ["ada", "bob"]
    assert people.problem(failed) == ""
    told = CohortCalculation.objects.filter(cohort=cohort).order_by("-started_at")[0]
    assert (told.error, told.count) == (failed.last_error_message, None)
    Cohort.objects.filter(pk=other.pk).update(deleted=False)
    mended = people.calculated(cohort)
    assert (mended.errors_calculating, mended.last_error_message) == (0, None)


def test_cohort__whose_calculation_is_cut_off__never_answers_from_a_part(
    people: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 1)
    cohort = people.cohort(person_is("plan", "pro"))
    Cohort.objects.filter(pk=cohort.pk).update(
        filters={"properties": {"type": "AND", "values": [person_is("email", None, "is_set")]}}
    )
    written = []
    with monkeypatch.context() as patched:

        def write_one_then_die(*arguments: Any) -> int:
            if written:
                raise KeyboardInterrupt
            written.append(module_write(*arguments))
            return 1

        module_write = module.members.write
        patched.setattr(module.members, "write", write_one_then_die)
        with pytest.raises(KeyboardInterrupt):
            module.calculate(cohort.pk)
    assert len(people.versions(cohort)) == 2
    assert people.names(cohort) == ["ada"]
    assert people.names(people.calculated(cohort)) == ["ada", "bob"]


def test_cohort__while_the_store_is_down__is_tried_again(
    people: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = Cohort.objects.create(
        project=people.project,
        filters={"properties": {"type": "AND", "values": [person_is("plan", "pro")]}},
    )
    with monkeypatch.context() as patched:
        patched.setattr(module.stores, "current", lambda: _Down())
        with pytest.raises(StoreDown):
            module.calculate(cohort.pk)
    assert people.problem(cohort).endswith("The event store is down.")
    assert people.names(people.calculated(cohort)) == ["ada"]


class _Down:
    def select(self, *_: Any, **__: Any) -> None:
        raise StoreDown("The event store is down.")


def test_cohort__of_what_persons_did__says_that_it_is_not_calculated(people: Shop) -> None:
    did = {"type": "behavioral", "key": "x", "event_type": "events", "value": "performed_event",
           "time_value": 1, "time_interval": "day"}  # fmt: skip
    cohort = people.cohort(did, person_is("plan", "pro"), word="OR")
    assert "not calculated yet" in cohort.last_error_message
    assert (cohort.count, cohort.version, cohort.errors_calculating) == (None, None, 0)
    assert "not calculated yet" in people.problem(cohort)
    above = people.cohort({"type": "cohort", "key": "id", "value": cohort.pk})
    assert "not calculated yet" in people.problem(above)
    before = CohortCalculation.objects.count()
    recalculate_cohorts.call()
    drain()
    assert CohortCalculation.objects.count() == before


def test_cohort__edited_into_one_of_what_persons_did__no_longer_answers(people: Shop) -> None:
    cohort = people.cohort(person_is("plan", "pro"))
    did = {"type": "behavioral", "key": "x", "event_type": "events", "value": "performed_event",
           "time_value": 1, "time_interval": "day"}  # fmt: skip
    Cohort.objects.filter(pk=cohort.pk).update(
        filters={"properties": {"type": "AND", "values": [did]}}
    )
    people.calculated(cohort)
    assert "not calculated yet" in people.problem(cohort)


def test_ask_for__twice__is_one_calculation(people: Shop) -> None:
    cohort = people.cohort(person_is("plan", "pro"))
    ask_for([cohort.pk, cohort.pk])
    ask_for([cohort.pk])
    drain()
    assert CohortCalculation.objects.filter(cohort=cohort).count() == 2


def test_recalculate__a_day_later__only_what_is_old_or_lost(people: Shop) -> None:
    pro = person_is("plan", "pro")
    old, fresh, lost, deleted = (people.cohort(pro) for _ in range(4))
    Cohort.objects.filter(pk=old.pk).update(last_calculation=now() - timedelta(hours=25))
    Cohort.objects.filter(pk=lost.pk).update(
        is_queued=True, is_calculating=True, queued_at=now() - timedelta(hours=2)
    )
    Cohort.objects.filter(pk=deleted.pk).update(deleted=True)
    recalculate_cohorts.call()
    drain()
    versions = Cohort.objects.in_bulk([old.pk, fresh.pk, lost.pk, deleted.pk])
    assert versions[old.pk].version > old.version
    assert versions[lost.pk].version > lost.version
    assert not versions[lost.pk].is_calculating
    assert versions[fresh.pk].version == fresh.version
    assert versions[deleted.pk].version is None
    people.wait_for_versions(deleted, [])


def test_members__of_another_project__are_not_found(
    people: Shop, new_shop: Callable[[], Shop]
) -> None:
    cohort = people.cohort(person_is("plan", "pro"))
    other = new_shop()
    other.person("eve", plan="pro")
    ada = Person.objects.get(uuid=next(member_uuids(people.project.pk, cohort.pk)))
    assert is_member(people.project.pk, cohort.pk, ada.uuid)
    for ask in (members_of, member_uuids):
        with pytest.raises(NotFound):
            ask(other.project.pk, cohort.pk)
    with pytest.raises(NotFound):
        is_member(other.project.pk, cohort.pk, ada.uuid)
    foreign = other.cohort({"type": "cohort", "key": "id", "value": cohort.pk})
    assert foreign.last_error_message == f"There is no cohort {cohort.pk} in this project"


def test_forget_person__who_is_deleted__is_in_no_cohort(people: Shop) -> None:
    cohort = people.cohort(person_is("plan", ["pro", "free"]))
    ada = Person.objects.get(distinct_ids__distinct_id="ada")
    forget_person(people.project.pk, ada.uuid)
    assert people.names(cohort) == ["bob"]
    assert not is_member(people.project.pk, cohort.pk, ada.uuid)
    forget_person(people.project.pk, ada.uuid)
    assert people.names(cohort) == ["bob"]
