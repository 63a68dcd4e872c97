"""Where an identifier falls between 0 and 1: the same place on every server and in every SDK."""

from hashlib import sha1

_SCALE = float(0xFFFFFFFFFFFFFFF)
_HOLDOUT = b"holdout-"


def place(prefix: bytes, identifier: str, salt: bytes = b"") -> float:
    """The first 15 hexadecimal digits of the SHA-1 as a fraction; of nobody it is 0."""
    if not identifier:
        return 0.0  # upstream's: passes every `<=`
    digest = sha1(prefix + identifier.encode("utf-8", "replace") + salt).digest()
    return (int.from_bytes(digest[:8], "big") >> 4) / _SCALE


def holdout_place(identifier: str) -> float:
    """The same for all flags, so that those held out are the same persons everywhere."""
    digest = sha1(_HOLDOUT + identifier.encode("utf-8", "replace")).digest()
    return (int.from_bytes(digest[:8], "big") >> 4) / _SCALE
