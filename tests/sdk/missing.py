"""What a test does without something of the surroundings: it is skipped, or fails in CI."""

import os
from typing import NoReturn

import pytest


def without(told: str) -> NoReturn:
    """Ends the test with one line; `TENREC_REQUIRE_ALL` makes it a failure."""
    if os.environ.get("TENREC_REQUIRE_ALL"):
        pytest.fail(told, pytrace=False)
    pytest.skip(told)
