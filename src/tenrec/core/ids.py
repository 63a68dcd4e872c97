"""Identifiers: event uuids, person uuids, tokens and keys."""

import hashlib
import secrets
import uuid

PERSON_NAMESPACE = uuid.UUID("932979b4-65c3-4424-8467-0b66ec27bc22")
_ALPHABET = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"


def person_uuid(team_id: int, distinct_id: str) -> str:
    """The uuid of the person whom this distinct id creates: the same on every server."""
    return str(uuid.uuid5(PERSON_NAMESPACE, f"{team_id}:{distinct_id}"))


def uuid7(milliseconds: int, randomness: bytes) -> str:
    """A UUIDv7 from unix milliseconds and at least ten bytes; the same input, the same uuid."""
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(randomness[:10], "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def random_token(prefix: str, length: int = 44) -> str:
    """A secret such as `phc_…` (project token) or `phx_…` (personal API key)."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))


def hash_key(value: str) -> str:
    """What is kept of a personal API key."""
    return "sha256$" + hashlib.sha256(value.encode()).hexdigest()


def mask_key(value: str) -> str:
    """What may be shown of a key after it was made: `phx_...9aZq`."""
    return f"{value[:4]}...{value[-4:]}" if len(value) >= 16 else "********"
