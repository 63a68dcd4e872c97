"""A static cohort is who was listed; it follows merges, and nobody else joins it."""

from collections.abc import Callable

import pytest
from django.utils.timezone import now

from tenrec.core.errors import BadRequest
from tenrec.jobs.worker import drain
from tenrec.persons.apply import People, wanted_ids
from tenrec.persons.cohorts import sources, static
from tenrec.persons.cohorts.csv_file import read_csv
from tenrec.persons.cohorts.models import Cohort, CohortSource
from tenrec.persons.models import Person, PersonDeletion
from tenrec.persons.removal import Removal
from tenrec.persons.tests.conftest import make_event

from .conftest import Shop, person_is

pytestmark = pytest.mark.django_db
Kind = CohortSource.Kind


@pytest.fixture
def people(shop: Shop) -> Shop:
    shop.person("ada", plan="pro", email="Ada@shop.test")
    shop.person("bob", plan="free", email="bob@else.test")
    shop.person("cyd")
    return shop


def made(shop: Shop, kind: str, ids: list[str]) -> Cohort:
    cohort = Cohort.objects.create(project=shop.project, is_static=True)
    static.keep_for_later(cohort, kind, ids)
    return shop.calculated(cohort)


def uuid_of(name: str) -> str:
    return str(Person.objects.get(distinct_ids__distinct_id=name).uuid)


@pytest.mark.parametrize(
    ("content", "kind", "ids"),
    [
        ("ada\nbob\n", Kind.DISTINCT_ID, ["ada", "bob"]),
        ("\ufeffada\r\n\r\n bob \nada", Kind.DISTINCT_ID, ["ada", "bob"]),
        ("ada,,\nbob,,", Kind.DISTINCT_ID, ["ada", "bob"]),
        ('"a,b"\n', Kind.DISTINCT_ID, ["a,b"]),
        ("email\na@b.c", Kind.EMAIL, ["a@b.c"]),
        ("Name,E-mail\nAda,a@b.c\nBob", Kind.EMAIL, ["a@b.c"]),
        ("email,distinct_id\na@b.c,ada", Kind.DISTINCT_ID, ["ada"]),
        ("distinct_id,person_id\nada,1", Kind.PERSON, ["1"]),
        ("Person .id\n1", Kind.PERSON, ["1"]),
    ],
)
def test_read_csv__of_a_file__finds_the_column(content: str, kind: str, ids: list[str]) -> None:
    assert read_csv(content.encode()) == (kind, ids)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a,b\n1,2", b"\xff\xfe", b"email\n", b",\n,"])
def test_read_csv__that_names_nobody__is_refused(content: bytes) -> None:
    with pytest.raises(BadRequest) as refusal:
        read_csv(content)
    assert refusal.value.attr == "csv"


def test_sources__by_every_name__find_the_persons(
    people: Shop, new_shop: Callable[[], Shop]
) -> None:
    other = new_shop().person("zed", email="zed@shop.test")
    unknown = ["nobody", "zed", str(other.uuid), "zed@shop.test", "x" * 500]
    by_id = made(people, Kind.DISTINCT_ID, ["ada", "cyd", "ada", *unknown])
    assert people.names(by_id) == ["ada", "cyd"]
    by_address = made(people, Kind.EMAIL, ["ada@SHOP.test", *unknown])
    assert people.names(by_address) == ["ada"]
    mixed = made(people, Kind.DISTINCT_ID, ["cyd", "bob@else.test"])
    assert people.names(mixed) == ["bob", "cyd"]
    by_uuid = made(people, Kind.PERSON, [uuid_of("bob"), *unknown])
    assert people.names(by_uuid) == ["bob"]
    assert (by_uuid.count, by_uuid.is_calculating) == (1, False)
    assert not CohortSource.objects.exists()


def test_sources__of_a_later_file__add_to_who_is_there(people: Shop) -> None:
    cohort = made(people, Kind.DISTINCT_ID, ["ada"])
    static.keep_for_later(cohort, Kind.DISTINCT_ID, ["bob"])
    assert people.names(people.calculated(cohort)) == ["ada", "bob"]


def test_copy__of_a_dynamic_cohort__stays_as_it_was(people: Shop) -> None:
    pro = people.cohort(person_is("plan", "pro"))
    copied = Cohort.objects.create(project=people.project, is_static=True)
    static.copy_of(pro, copied)
    people.person("dan", plan="pro")
    people.calculated(pro)
    assert people.names(people.calculated(copied)) == ["ada"]
    assert people.names(pro) == ["ada", "dan"]


def test_copy__of_what_was_never_calculated__is_refused(people: Shop) -> None:
    fresh = Cohort.objects.create(project=people.project)
    copied = Cohort.objects.create(project=people.project, is_static=True)
    with pytest.raises(BadRequest, match="not been calculated yet"):
        static.copy_of(fresh, copied)


def test_query__that_names_persons__fills_the_cohort(people: Shop) -> None:
    cohort = Cohort.objects.create(project=people.project, is_static=True)
    pro = people.cohort(person_is("plan", "pro"))
    text = f"select id as person_id, properties.plan from persons where not id in cohort {pro.pk}"
    query = {"kind": "HogQLQuery", "query": text}
    sources.check_query(people.project, query)
    CohortSource.objects.create(cohort=cohort, kind=Kind.QUERY, value=query)
    assert people.names(people.calculated(cohort)) == ["bob", "cyd"]


@pytest.mark.parametrize(
    "query",
    [
        5,
        {},
        {"kind": "TrendsQuery"},
        {"kind": "HogQLQuery"},
        {"kind": "HogQLQuery", "query": "select event from events"},
        {"kind": "HogQLQuery", "query": "select person_id from nowhere"},
        {"kind": "HogQLQuery", "query": "nonsense"},
        {"kind": "HogQLQuery", "query": "select id from persons where id in cohort 999999"},
    ],
)
def test_query__that_cannot_be__is_refused_by_the_name_of_the_field(
    people: Shop, query: object
) -> None:
    with pytest.raises(BadRequest) as refusal:
        sources.check_query(people.project, query)
    assert refusal.value.attr == "query"


def test_remove__of_a_member__leaves_the_others(people: Shop) -> None:
    cohort = made(people, Kind.DISTINCT_ID, ["ada", "bob"])
    assert static.remove(cohort, uuid_of("ada"))
    assert not static.remove(cohort, uuid_of("cyd"))
    assert people.names(people.calculated(cohort)) == ["bob"]


def test_merge__of_a_member_into_somebody__makes_them_a_member(people: Shop) -> None:
    team_id = people.project.pk
    cohort = made(people, Kind.DISTINCT_ID, ["ada"])
    other = made(people, Kind.DISTINCT_ID, ["cyd"])
    batch = [
        make_event("$identify", "bob", {"$anon_distinct_id": "ada"}, team_id=team_id),
        make_event("$merge_dangerously", "cyd", {"alias": "bob"}, team_id=team_id),
    ]
    gone = uuid_of("ada")
    for _ in range(2):  # replayed after a crash: the same in the end
        folk = People()
        folk.load(key for event in batch for key in wanted_ids(event))
        for event in batch:
            folk.process(event, opted_out=False)
        folk.save()
    assert not Person.objects.filter(uuid=gone).exists()
    cohort = people.calculated(cohort)
    assert [str(m.person_uuid) for m in cohort.members.all()] == [uuid_of("cyd")]
    assert set(people.names(cohort)) == {"ada", "bob", "cyd"}  # names of the one who is left
    assert cohort.count == 1
    untouched = Cohort.objects.get(pk=other.pk)
    assert (untouched.is_queued, untouched.count) == (False, 1)


def test_removal__of_members__takes_them_out_of_every_cohort(people: Shop) -> None:
    listed = made(people, Kind.DISTINCT_ID, ["ada", "bob"])
    pro = people.cohort(person_is("plan", ["pro", "free"]))
    ada = Person.objects.get(distinct_ids__distinct_id="ada")
    deletion = PersonDeletion.objects.create(team_id=people.project.pk, persons=[str(ada.uuid)])
    removal = Removal.read(people.project.pk, str(deletion.pk), now())
    assert removal is not None
    removal.save()
    drain()
    assert people.names(listed) == people.names(pro) == ["bob"]
    assert Cohort.objects.get(pk=listed.pk).count == 1
    rows = "SELECT count() FROM cohort_people WHERE person_id = {p:UUID}"
    assert people.store.select(rows, {"p": ada.uuid}, team_id=people.project.pk).rows == [[0]]
    deletion.refresh_from_db()
    assert deletion.state == PersonDeletion.State.DONE
