"""A file that somebody asked for: what it is made from, with whose rights, and its bytes."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.text import slugify
from django.utils.timezone import now

from tenrec.rest.json_column import ExactJSONColumn

CSV = "text/csv"
JSON = "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {CSV: "csv", JSON: "json", XLSX: "xlsx"}
LIFE = timedelta(days=7)


def _in_a_week() -> datetime:
    return now() + LIFE


class Export(models.Model):
    """Belongs to who asked for it; nobody else sees it."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    created_by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    key_id = models.CharField(max_length=50, null=True)
    """The personal API key that asked; the file is made within its limits, too."""
    needed_scopes = models.JSONField(default=list)
    """What a key must carry to read the content: the scopes of what is in it."""
    dashboard_id = models.BigIntegerField(null=True)
    insight_id = models.BigIntegerField(null=True)
    export_format = models.CharField(max_length=100)
    export_context = ExactJSONColumn(null=True)
    created_at = models.DateTimeField(default=now)
    expires_after = models.DateTimeField(default=_in_a_week)
    finished_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(default=0)
    exception = models.TextField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["project", "created_by", "-created_at"], name="exports_of_user"),
            models.Index(fields=["expires_after"], name="export_expiry"),
        ]

    @property
    def has_content(self) -> bool:
        return self.finished_at is not None

    @property
    def filename(self) -> str:
        """The wish in the context, else `export` and when it was asked for."""
        wish = (self.export_context or {}).get("filename")
        name = slugify(str(wish))[:100] if wish else ""
        moment = self.created_at.strftime("%Y-%m-%d-%H%M%S")
        return f"{name or 'export'}-{moment}.{ENDINGS[self.export_format]}"


class Chunk(models.Model):
    """A piece of the file, compressed: so any process can read what any other has made."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["export", "number"], name="one_chunk")
        ]
