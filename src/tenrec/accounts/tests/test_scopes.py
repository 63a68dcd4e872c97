"""What a key's scopes open."""

import pytest

from tenrec.accounts.scopes import allows, is_scope


@pytest.mark.parametrize(
    ("scopes", "needed", "is_open"),
    [
        (["*"], "insight:write", True),
        (["insight:write"], "insight:write", True),
        (["insight:write"], "insight:read", True),
        (["insight:read"], "insight:read", True),
        (["insight:read"], "insight:write", False),
        (["insight:write"], "insight_variable:read", False),
        (["query:read"], "insight:read", False),
        ([], "insight:read", False),
    ],
)
def test_allows(scopes: list[str], needed: str, is_open: bool) -> None:
    assert allows(scopes, needed) is is_open


@pytest.mark.parametrize("text", ["", ":", "insight", "insight:", ":read", "x:read", "a:b:c", "* "])
def test_is_scope__no(text: str) -> None:
    assert not is_scope(text)


def test_is_scope__yes() -> None:
    assert is_scope("*")
    assert is_scope("feature_flag:write")
