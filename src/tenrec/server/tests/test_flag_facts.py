"""What flags are told out of the real state database: rules, persons, groups, lists, keys."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils.timezone import now

from tenrec.accounts.models import Project
from tenrec.edge.flags.source import Snapshot
from tenrec.flags.continuity import keep_keys
from tenrec.flags.models import FeatureFlag
from tenrec.flags.question import Question
from tenrec.persons.cohorts import static
from tenrec.persons.models import Cohort, Group, GroupType, Person, PersonDistinctId
from tenrec.server import flag_facts
from tenrec.server.flag_facts import find, open_source

Queries = Callable[[int], Any]


def person(team_id: int, *distinct_ids: str, properties: str = "{}") -> UUID:
    """Somebody of the project."""
    uuid = UUID(int=Person.objects.count() + 1)
    made = Person.objects.create(
        team_id=team_id, uuid=uuid, properties=properties, created_at=now(), is_identified=True
    )
    for distinct_id in distinct_ids:
        PersonDistinctId.objects.create(team_id=team_id, distinct_id=distinct_id, person=made)
    return uuid


def test_find__person__with_exact_properties_of_this_project_only(
    project: Project, second_project: Project, django_assert_num_queries: Queries
) -> None:
    person(second_project.id, "zoe", properties='{"plan":"wrong project"}')
    person(project.id, "zoe", "zoe2", properties='{"plan":"pro","big":123456789012345678901234}')
    with django_assert_num_queries(1):
        facts = find(Question(project.id, "zoe2", wants_person=True))
    assert facts.person_properties == {"plan": "pro", "big": 123456789012345678901234}
    assert facts.person_metadata["created_at"].startswith("20")
    assert facts.person_metadata["is_identified"] is True
    assert find(Question(project.id, "nobody", wants_person=True)).person_properties == {}


def test_find__nothing_wanted__asks_nothing(
    project: Project, django_assert_num_queries: Queries
) -> None:
    with django_assert_num_queries(0):
        find(Question(project.id, "zoe"))


def test_find__groups_and_lists__in_one_look_up_each(
    project: Project, second_project: Project, django_assert_num_queries: Queries
) -> None:
    zoe = person(project.id, "zoe")
    cohorts = [Cohort.objects.create(project=project, is_static=True) for _ in range(3)]
    static.add(cohorts[0], [zoe])
    static.add(cohorts[2], [zoe])
    for team, index, key, text in (
        (project.id, 0, "acme", '{"seats":5}'),
        (project.id, 1, "acme", '{"seats":6}'),
        (project.id, 1, "other", '{"seats":7}'),
        (second_project.id, 0, "acme", '{"seats":8}'),
    ):
        Group.objects.create(
            team_id=team, group_type_index=index, key=key, properties=text, created_at=now()
        )
    asked = Question(
        project.id, "zoe",
        cohorts=frozenset({cohorts[0].pk, cohorts[1].pk}),
        groups={0: "acme", 1: "other", 2: "none"},
    )  # fmt: skip
    with django_assert_num_queries(3):
        facts = find(asked)
    assert facts.cohorts == {cohorts[0].pk}
    assert facts.group_properties == {0: {"seats": 5}, 1: {"seats": 7}}
    assert facts.person_properties == {}


def test_find__stored_keys__those_of_the_distinct_id_win(project: Project) -> None:
    zoe, anon = person(project.id, "zoe"), person(project.id, "anon")
    keep_keys(project.id, [(anon, "a"), (anon, "b"), (anon, "unasked")], "of anon")
    keep_keys(project.id, [(zoe, "b")], "of zoe")
    asked = Question(project.id, "zoe", "anon", continuous=("a", "b", "c"))
    facts = find(asked)
    assert facts.hash_keys == {"a": "of anon", "b": "of zoe", "c": "anon"}
    assert set(facts.missing_keys) == {(zoe, "a"), (zoe, "c"), (anon, "c")}
    alone = find(Question(project.id, "zoe", continuous=("a", "b", "c")))
    assert (dict(alone.hash_keys), alone.missing_keys) == ({"b": "of zoe"}, ())
    nobody = find(Question(project.id, "x", "y", continuous=("a",)))
    assert (dict(nobody.hash_keys), nobody.missing_keys) == ({}, ())


# Rules


def flag_of(project: Project, key: str, **fields: Any) -> FeatureFlag:
    filters = {"groups": [{"properties": [], "rollout_percentage": 100}]}
    return FeatureFlag.objects.create(project=project, key=key, **{"filters": filters, **fields})


def snapshot_of(project: Project, before: Snapshot | None = None) -> Snapshot:
    found = flag_facts._snapshot(project.id, before)
    assert found is not None
    return found


def test_snapshot__of_a_project__holds_its_own_flags_and_settings(
    project: Project, second_project: Project
) -> None:
    flag_of(project, "a")
    flag_of(project, "off", active=False)
    flag_of(project, "gone", deleted=True)
    flag_of(second_project, "foreign")
    GroupType.objects.create(team_id=project.id, name="company", index=0)
    Project.objects.filter(id=project.id).update(
        autocapture_opt_out=True, session_recording_opt_in=True, heatmaps_opt_in=True,
        surveys_opt_in=True, autocapture_exceptions_opt_in=True, capture_dead_clicks=True,
        autocapture_web_vitals_opt_in=True,
    )  # fmt: skip
    found = snapshot_of(project)
    assert [flag.key for flag in found.ruleset.flags] == ["a", "off"]
    assert dict(found.ruleset.group_types) == {"company": 0}
    config = found.config
    assert config["token"] == project.api_token
    assert config["hasFeatureFlags"] is config["autocapture_opt_out"] is True
    for built_later in ("sessionRecording", "heatmaps", "surveys", "autocaptureExceptions"):
        assert config[built_later] is False
    assert config["captureDeadClicks"] is config["capturePerformance"]["web_vitals"] is False
    assert found.weight > 1000


def test_snapshot__nothing_changed__is_the_same_object(project: Project) -> None:
    flag = flag_of(project, "a")
    first = snapshot_of(project)
    assert snapshot_of(project, first) is first
    flag.filters = {"groups": []}
    flag.save()
    second = snapshot_of(project, first)
    assert second is not first
    Project.objects.filter(id=project.id).update(timezone="Europe/Berlin")
    third = snapshot_of(project, second)
    assert third.ruleset.timezone == "Europe/Berlin"
    assert flag_facts._snapshot(project.id + 10_000, None) is None


def test_snapshot__cohorts__are_read_as_criteria(project: Project) -> None:
    leaf = {"key": "plan", "value": "pro", "type": "person", "operator": "exact"}
    cohort = Cohort.objects.create(
        project=project, filters={"properties": {"type": "OR", "values": [leaf]}}
    )
    member = {"key": "id", "type": "cohort", "value": cohort.pk}
    flag_of(project, "pros", filters={"groups": [{"properties": [member]}]})
    found = snapshot_of(project)
    assert found.needs[0].person_keys == {"plan"}


@pytest.mark.django_db(transaction=True)
def test_source__in_threads_of_its_own__reads_and_survives_a_cut_connection() -> None:
    from tenrec.accounts.models import Organization

    made = Project.objects.create(organization=Organization.objects.create(name="Cut"))
    flag_of(made, "a", ensure_experience_continuity=True)
    person(made.id, "zoe", properties='{"plan":"pro"}')
    source = open_source(None)

    async def scenario() -> None:
        found = await source.snapshots.get(made.id)
        assert found is not None
        question = Question(made.id, "zoe", "anon", wants_person=True, continuous=("a",))
        for _ in range(3):
            facts = await source.facts(question)
            assert facts.person_properties == {"plan": "pro"}
            await source.keep_keys(question, facts)
            # As a database does that was restarted.
            await asyncio.get_running_loop().run_in_executor(source.readers, _cut)
        again = await source.facts(question)
        assert (dict(again.hash_keys), again.missing_keys) == ({"a": "anon"}, ())
        told = await source.definitions.get(made.id)
        assert told is not None
        assert b'"key":"a"' in told.body

    try:
        asyncio.run(scenario())
    finally:
        for threads in (source.loaders, source.readers, source.writer):
            _close_all(threads)
        source.close()


def _cut() -> None:
    if connection.connection is not None:
        connection.connection.close()


def _close_all(threads: ThreadPoolExecutor) -> None:
    """The connection of every thread: all of them have to be there at once."""
    meeting = Barrier(threads._max_workers)

    def close() -> None:
        connection.close()
        meeting.wait(10)

    for done in [threads.submit(close) for _ in range(threads._max_workers)]:
        done.result()
