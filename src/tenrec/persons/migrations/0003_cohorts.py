"""Cohorts, who is in the static ones, and what came of their calculations."""

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("persons", "0002_person_deletion"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cohort",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=400, null=True)),
                ("description", models.CharField(blank=True, default="", max_length=1000)),
                ("deleted", models.BooleanField(default=False)),
                ("filters", models.JSONField(blank=True, default=dict)),
                ("groups", models.JSONField(blank=True, default=list)),
                ("query", models.JSONField(blank=True, null=True)),
                ("is_static", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_calculating", models.BooleanField(default=False)),
                ("is_queued", models.BooleanField(default=False)),
                ("queued_at", models.DateTimeField(null=True)),
                ("attempt", models.BigIntegerField(default=0)),
                ("version", models.BigIntegerField(null=True)),
                ("last_calculation", models.DateTimeField(null=True)),
                ("errors_calculating", models.PositiveIntegerField(default=0)),
                ("last_error_message", models.TextField(null=True)),
                ("count", models.BigIntegerField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.project",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CohortCalculation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("filters", models.JSONField(default=dict)),
                ("count", models.BigIntegerField(null=True)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "queries",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("error", models.TextField(null=True)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calculations",
                        to="persons.cohort",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CohortMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_uuid", models.UUIDField()),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="persons.cohort",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CohortSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person_id", "Person"),
                            ("distinct_id", "Distinct Id"),
                            ("email", "Email"),
                            ("cohort", "Cohort"),
                            ("query", "Query"),
                        ],
                        max_length=20,
                    ),
                ),
                ("value", models.JSONField()),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="persons.cohort",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="cohort",
            index=models.Index(
                fields=["project", "deleted", "-created_at"], name="cohort_of_project"
            ),
        ),
        migrations.AddIndex(
            model_name="cohortcalculation",
            index=models.Index(fields=["cohort", "-started_at"], name="calculation_of_cohort"),
        ),
        migrations.AddIndex(
            model_name="cohortmember",
            index=models.Index(fields=["person_uuid"], name="cohort_member_person"),
        ),
        migrations.AddConstraint(
            model_name="cohortmember",
            constraint=models.UniqueConstraint(
                fields=("cohort", "person_uuid"), name="one_cohort_member"
            ),
        ),
    ]
