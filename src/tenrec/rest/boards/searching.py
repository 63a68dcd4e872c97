"""Search in names and tags, alike for insights, dashboards and templates."""

import json

from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import IContains


def searched(text: str, *columns: str) -> Q:
    """The condition that a column or a tag holds the text, whatever its case."""
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__icontains": text})
    # Tags are JSON: kept with escapes by SQLite, without by PostgreSQL.
    tags = Cast(F("tags"), TextField())
    word = text.strip().lower()
    for form in {json.dumps(word)[1:-1], word.replace("\\", "\\\\").replace('"', '\\"')}:
        found |= Q(IContains(tags, form))
    return found
