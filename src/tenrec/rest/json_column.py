"""JSON as it was sent, in a column: order of members, big integers and all."""

import json
from typing import Any

from django.db import models


class ExactJSONColumn(models.TextField[Any, Any]):
    """Python values outside, their JSON text inside.

    Django's own JSONField is `jsonb` on PostgreSQL, which sorts the members and refuses the
    escaped NUL character; nothing is looked up inside of these, so text serves better.
    """

    # For the type checker: what goes in and comes out is not the text.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> Any:
        return self.value_from_object(obj)
