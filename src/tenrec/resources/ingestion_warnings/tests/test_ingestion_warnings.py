"""Warnings by kind."""

from datetime import UTC, datetime, timedelta

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.ingest.models import IngestionWarning, WarningCount


def test_list__counts_and_samples_of_this_project(
    alice: User, project: Project, second_project: Project, with_key: Caller
) -> None:
    hour = datetime(2026, 3, 1, 10, tzinfo=UTC)
    for place, kind, count in (
        (project, "cannot_merge", 70),
        (project, "cannot_merge", 5),
        (project, "too_long", 1),
        (second_project, "elsewhere", 9),
    ):
        hour += timedelta(hours=1)
        WarningCount.objects.create(
            team_id=place.id, type=kind, hour=hour, count=count, last_seen_at=hour
        )
        IngestionWarning.objects.create(
            team_id=place.id, type=kind, details={"distinct_id": "x"}, timestamp=hour
        )
    path = f"/api/projects/{project.id}/ingestion_warnings/"
    body = with_key(alice, "ingestion_warning:read").get(path).json()
    assert body["count"] == 2
    newest, older = body["results"]
    assert (newest["type"], newest["count"], newest["last_seen"]) == (
        "too_long",
        1,
        "2026-03-01T13:00:00Z",
    )
    assert (older["type"], older["count"], len(older["warnings"])) == ("cannot_merge", 75, 2)
    assert older["warnings"][0]["details"] == {"distinct_id": "x"}
