"""LZ-string is undone as browsers made it, and cannot blow up."""

import contextlib
import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenrec.core.lzstring import TooLong, decompress_base64


@pytest.fixture(scope="module")
def compress() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lzstring import LZString
    return LZString().compressToBase64


def in_utf16_units(text: str) -> str:
    """As JavaScript sees it."""
    data = text.encode("utf-16-le")
    return "".join(chr(int.from_bytes(data[i : i + 2], "little")) for i in range(0, len(data), 2))


@given(text=st.text(max_size=500) | st.text("ab", max_size=2000))
def test_decompress__what_a_browser_compressed__comes_back(compress: Any, text: str) -> None:
    packed = compress(in_utf16_units(text)).encode()
    assert decompress_base64(packed, limit=100_000) == text


@given(
    st.binary(max_size=300) | st.from_regex(r"[A-Za-z0-9+/]{1,200}", fullmatch=True).map(str.encode)
)
def test_decompress__anything__is_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(ValueError, TooLong):
        assert isinstance(decompress_base64(data, limit=10_000), str)


def test_decompress__bomb__stops_at_the_limit(compress: Any) -> None:
    packed = compress("a" * 1_000_000).encode()
    assert len(packed) < 3000
    with pytest.raises(TooLong):
        decompress_base64(packed, limit=10_000)
