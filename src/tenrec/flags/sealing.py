"""Payloads that only the holder of a key may read: sealed with the server's secret key."""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

REDACTED = '"********* (encrypted)"'
"""Stands for a payload that the caller may not read: JSON, as payloads are."""

_NONCE_BYTES = 12


def seal_payloads(project_id: int, payloads: Mapping[str, Any]) -> dict[str, str]:
    """Each payload as the database keeps it."""
    return {key: _seal(project_id, value) for key, value in payloads.items()}


def opened_payloads(project_id: int, payloads: Mapping[str, Any]) -> dict[str, Any]:
    """Each payload as it was sent; one sealed with another server key stays redacted."""
    return {key: _opened(project_id, value) for key, value in payloads.items()}


def redacted_payloads(payloads: Mapping[str, Any]) -> dict[str, str]:
    """That there are payloads, and nothing of what is in them."""
    return dict.fromkeys(payloads, REDACTED)


def _seal(project_id: int, value: Any) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    text = json.dumps(value).encode()
    return base64.b64encode(nonce + _cipher().encrypt(nonce, text, _place(project_id))).decode()


def _opened(project_id: int, sealed: Any) -> Any:
    try:
        raw = base64.b64decode(sealed, validate=True)
        nonce, text = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
        return json.loads(_cipher().decrypt(nonce, text, _place(project_id)))
    except (InvalidTag, ValueError, TypeError):
        return REDACTED


def _place(project_id: int) -> bytes:
    """A sealed payload that is moved to another project's row opens there for nobody."""
    return str(project_id).encode()


def _cipher() -> AESGCM:
    key = hashlib.sha256(b"tenrec flag payload\n" + settings.SECRET_KEY.encode()).digest()
    return AESGCM(key)
