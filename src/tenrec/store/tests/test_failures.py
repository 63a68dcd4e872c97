"""What is said of a ClickHouse error: its reason, and nothing of the SQL that we made."""

import pytest

from tenrec.store.failures import translate


@pytest.mark.parametrize("place", [". In query SELECT", ": In scope SELECT"])
def test_translate__error_repeats_our_sql__only_its_reason_is_told(place: str) -> None:
    reason = "Column 't1.event' is not under aggregate function and not in GROUP BY keys"
    error = translate(
        f"Code: 215. DB::Exception: {reason}{place} t1.event FROM (SELECT s.event AS event "
        "FROM events AS s WHERE s.team_id = 1) AS t1. (NOT_AN_AGGREGATE) (version 25.8.1)"
    )
    assert error.as_json() == {
        "type": "validation_error",
        "code": "not_an_aggregate",
        "detail": f"{reason}.",
        "attr": None,
    }
