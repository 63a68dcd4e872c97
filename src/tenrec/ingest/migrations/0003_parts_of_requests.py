"""A batch may begin and end inside of a request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0002_epoch"),
    ]

    operations = [
        migrations.AddField(
            model_name="ingeststate",
            name="done",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="ingeststate",
            name="batch_done",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="ingeststate",
            name="batch_part",
            field=models.BigIntegerField(default=0),
        ),
    ]
