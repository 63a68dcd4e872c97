"""Batches get names that no other state repeats."""

from django.db import migrations, models

import tenrec.ingest.models


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="ingeststate",
            name="epoch",
            field=models.CharField(
                default=tenrec.ingest.models._epoch, editable=False, max_length=16
            ),
        ),
    ]
