"""The first tables."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="EventDefinition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("team_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=400)),
                ("created_at", models.DateTimeField(null=True)),
                ("last_seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["team_id", "-last_seen_at"], name="event_definition_recent"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("team_id", "name"), name="one_event_definition")
                ],
            },
        ),
        migrations.CreateModel(
            name="EventProperty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("team_id", models.BigIntegerField()),
                ("event", models.CharField(max_length=400)),
                ("property", models.CharField(max_length=400)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["team_id", "property"], name="event_property_by_name")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team_id", "event", "property"), name="one_event_property"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PropertyDefinition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("team_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=400)),
                (
                    "type",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Event"), (2, "Person"), (3, "Group"), (4, "Session")],
                        default=1,
                    ),
                ),
                ("group_type_index", models.SmallIntegerField(default=-1)),
                ("property_type", models.CharField(max_length=50, null=True)),
                ("is_numerical", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team_id", "name", "type", "group_type_index"),
                        name="one_property_definition",
                    )
                ],
            },
        ),
    ]
