"""The state database when a server starts: reachable, migrated, with somebody who may log in."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tenrec.core.errors import SettingRefused, TenrecError

Say = Callable[[str], None]


def reach() -> None:
    """Raises SettingRefused when the state database does not answer."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise SettingRefused(
            f"TENREC_DATABASE_URL: the state database does not answer: {reason}",
            attr="TENREC_DATABASE_URL",
        ) from error


def prepare(say: Say) -> None:
    """Applies the missing schema changes; raises TenrecError with the reason."""
    reach()
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    missing = pending()
    if not missing:
        say(f"state        {name}, up to date")
        return
    say(f"state        {name}, applying {len(missing)} schema changes")
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        left = ", ".join(pending()) or "none"
        raise TenrecError(
            f"The state database refused a schema change: {error}. Still to apply: {left}."
        ) from error


def pending() -> list[str]:
    """The names of the schema changes that are not applied yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
