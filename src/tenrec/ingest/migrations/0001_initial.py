"""The first tables."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="IngestState",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("position", models.BigIntegerField(default=0)),
                ("batch_from", models.BigIntegerField(null=True)),
                ("batch_to", models.BigIntegerField(null=True)),
                ("refused", models.JSONField(default=list)),
                ("stored", models.BigIntegerField(default=0)),
                ("dead_letters", models.BigIntegerField(default=0)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="Dropped",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("team_id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=100)),
                ("day", models.DateField()),
                ("count", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team_id", "reason", "day"), name="one_dropped_count"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IngestionWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("team_id", models.BigIntegerField()),
                ("type", models.CharField(max_length=200)),
                ("source", models.CharField(default="ingest", max_length=40)),
                ("details", models.JSONField(default=dict)),
                ("timestamp", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["team_id", "type", "timestamp"], name="warning_of_team"),
                    models.Index(fields=["timestamp"], name="warning_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WarningCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("team_id", models.BigIntegerField()),
                ("type", models.CharField(max_length=200)),
                ("hour", models.DateTimeField()),
                ("count", models.BigIntegerField(default=0)),
                ("last_seen_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team_id", "type", "hour"), name="one_warning_count"
                    )
                ],
            },
        ),
    ]
