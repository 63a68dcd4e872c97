"""The type of a property from its name and one value."""

from typing import Any

import pytest

from tenrec.taxonomy.detect import detect

NOW = 1_777_636_800.0


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("plan", "pro", "String"),
        ("count", "42", "String"),
        ("count", 42, "Numeric"),
        ("price", 4.2, "Numeric"),
        ("ok", True, "Boolean"),
        ("ok", " true ", "Boolean"),
        ("ok", "FALSE", "Boolean"),
        ("ok", "True", "String"),
        ("utm_source", 5, "String"),
        ("$initial_utm_source", True, "String"),
        ("$feature/beta", True, "String"),
        ("$feature_flag_response", True, "String"),
        ("$survey_response_1", 7, "String"),
        ("UTM_time", 1_777_000_000, "String"),
        ("created_at", 1_777_000_000, "DateTime"),
        ("CreatedAt", 1_777_000_000_000, "DateTime"),
        ("sent_time", 1_700_000_000, "Numeric"),
        ("visits", 1_777_000_000, "Numeric"),
        ("day", "2026-05-01", "DateTime"),
        ("day", "2026/05/01", "DateTime"),
        ("day", "01-05-2026", "DateTime"),
        ("day", "01/05/2026 10:00:00", "DateTime"),
        ("day", "2026-05-01T10:00:00 and a tail", "DateTime"),
        ("day", "2026-05-01T10:00:00.123Z", "DateTime"),
        ("day", "2026-05-01T10:00:00+02:00", "DateTime"),
        ("day", "Fri, 01 May 2026 10:00:00 +0000", "DateTime"),
        ("day", "1 May 2026 10:00:00 GMT", "DateTime"),
        ("day", "2026-05/01", "String"),
        ("day", "2026-05-01 tomorrow", "String"),
        ("day", "20260501", "String"),
        ("any", None, None),
        ("any_time", {"a": 1}, None),
        ("utm_list", [1], None),
        ("any", "", "String"),
    ],
)
def test_detect__name_and_value__give_the_type(name: str, value: Any, expected: str | None) -> None:
    assert detect(name, value, NOW) == expected
