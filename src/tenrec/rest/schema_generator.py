"""Makes the OpenAPI document, one at a time: who asks while another is made waits for their own."""

import threading
from typing import Any

from drf_spectacular.generators import SchemaGenerator

_ONE_AT_A_TIME = threading.Lock()


class Generator(SchemaGenerator):
    """drf-spectacular keeps the view that it looks at in an object that all threads share."""

    def get_schema(self, *args: Any, **kwargs: Any) -> Any:
        with _ONE_AT_A_TIME:
            return super().get_schema(*args, **kwargs)  # type: ignore[no-untyped-call]  # no types
