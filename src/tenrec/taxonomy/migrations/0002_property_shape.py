"""Shapes of properties; of those known before, nobody noted whether they were ever objects."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import migrations, models

_NESTED, _FRACTION = 1, 4


def _suspect_all(apps: Any, schema_editor: Any) -> None:
    shape = apps.get_model("taxonomy", "PropertyShape")
    known = apps.get_model("taxonomy", "PropertyDefinition").objects
    keys = known.values_list("team_id", "name", "type", "group_type_index").iterator()
    rows: Iterator[Any] = (
        shape(
            team_id=team_id,
            name=name,
            type=kind,
            group_type_index=index,
            shape=_NESTED | _FRACTION,
        )
        for team_id, name, kind, index in keys
    )
    while chunk := list(islice(rows, 500)):
        shape.objects.bulk_create(chunk)


class Migration(migrations.Migration):
    dependencies = [
        ("taxonomy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PropertyShape",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("team_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=400)),
                (
                    "type",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Event"), (2, "Person"), (3, "Group"), (4, "Session")]
                    ),
                ),
                ("group_type_index", models.SmallIntegerField(default=-1)),
                ("shape", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team_id", "name", "type", "group_type_index"),
                        name="one_property_shape",
                    )
                ],
            },
        ),
        migrations.RunPython(_suspect_all, migrations.RunPython.noop),
    ]
