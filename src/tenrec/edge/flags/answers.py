"""The shapes in which flags are answered: of today's SDKs, of those before, and of `/decide`."""

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from tenrec.core.jsontext import dumps
from tenrec.edge.flags.deciding import Decided
from tenrec.flags.evaluate import Verdict
from tenrec.flags.rules import Flag

_UNREAD = {
    "code": "database_unavailable",
    "condition_index": None,
    "description": "What is known of the person or group could not be read",
}


def answer(
    decided: Decided,
    version: int | None,
    config: Mapping[str, Any],
    request_id: str,
    *,
    is_decide: bool,
) -> bytes:
    """The body; `config` is empty when nobody asked for it."""
    common = {"requestId": request_id, "evaluatedAt": time.time_ns() // 1_000_000, **config}
    if version is not None and version >= (4 if is_decide else 2):
        return dumps(
            {
                "flags": {flag.key: _record(flag, verdict) for flag, verdict in decided.flags},
                "errorsWhileComputingFlags": decided.has_errors,
                **common,
            }
        )
    if is_decide and version != 3:
        return dumps({"featureFlags": _enabled(decided, version), **common})
    return dumps(
        {
            "errorsWhileComputingFlags": decided.has_errors,
            "featureFlags": {flag.key: _value(verdict) for flag, verdict in decided.flags},
            "featureFlagPayloads": {
                flag.key: payload
                for flag, verdict in decided.flags
                if (payload := _payload(flag, verdict)) is not None
            },
            **common,
        }
    )


def request_id_of(header: str) -> str:
    """The client's own, when it is a uuid."""
    if header:
        try:
            return str(UUID(header))
        except ValueError:
            pass
    return str(uuid4())


def _record(flag: Flag, verdict: Verdict | None) -> dict[str, Any]:
    record: dict[str, Any] = {
        "key": flag.key,
        "enabled": verdict is not None and verdict.enabled,
        "variant": None if verdict is None else verdict.variant,
    }
    if verdict is None:
        record["failed"] = True
        record["reason"] = _UNREAD
    else:
        if verdict.failed:
            record["failed"] = True
        record["reason"] = {
            "code": verdict.reason.code,
            "condition_index": verdict.condition_index,
            "description": verdict.description,
        }
    record["metadata"] = {
        "id": flag.id,
        "version": flag.version,
        "description": None,
        "payload": _payload(flag, verdict),
        "has_experiment": flag.has_experiment,
    }
    return record


def _enabled(decided: Decided, version: int | None) -> Any:
    """The first `/decide` told names only, the second their values, too."""
    on = {flag.key: _value(v) for flag, v in decided.flags if v is not None and v.enabled}
    return on if version == 2 else list(on)


def _value(verdict: Verdict | None) -> str | bool:
    if verdict is None:
        return False
    return verdict.variant if verdict.variant is not None else verdict.enabled


def _payload(flag: Flag, verdict: Verdict | None) -> object | None:
    """What is kept encrypted is told to nobody here."""
    return None if verdict is None or flag.has_encrypted_payloads else verdict.payload
