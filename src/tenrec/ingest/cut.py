"""Cuts text to a length in UTF-16 units, which is how the wire counts."""


def cut_utf16(text: str, units: int) -> str:
    """The longest start of `text` with at most `units`; half a surrogate pair is left out."""
    if len(text) * 2 <= units or (len(text) <= units and text.isascii()):
        return text
    encoded = text[:units].encode("utf-16-le", "surrogatepass")[: units * 2]
    return encoded.decode("utf-16-le", "ignore")
