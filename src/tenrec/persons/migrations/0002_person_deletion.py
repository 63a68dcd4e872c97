import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("persons", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonDeletion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("team_id", models.BigIntegerField()),
                ("requested_by_id", models.BigIntegerField(null=True)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (
                                "waiting",
                                "Events that were sent before the request are being stored.",
                            ),
                            ("erasing", "The persons are gone; their rows are being removed."),
                            ("done", "Everything is removed."),
                            ("failed", "It was tried often and in vain; `error` says why."),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("persons", models.JSONField(default=list)),
                ("distinct_ids", models.JSONField(default=list)),
                ("versions", models.JSONField(default=dict)),
                ("deletes_person", models.BooleanField(default=True)),
                ("deletes_events", models.BooleanField(default=False)),
                ("deletes_recordings", models.BooleanField(default=False)),
                ("cut_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("error", models.TextField(default="")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["team_id", "requested_at"], name="deletion_of_team")
                ],
            },
        ),
    ]
