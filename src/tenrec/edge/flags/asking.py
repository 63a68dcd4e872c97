"""What a request for flags says: the many names of each field, and types that are checked."""

from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from tenrec.core.wire import WireRefused
from tenrec.core.wire.weight import weight
from tenrec.edge.decode import Query as V0Query
from tenrec.edge.decode import V0Request, looks_form
from tenrec.edge.flags.loose_json import NoJson, loads
from tenrec.edge.flags.request import FlagRequest, Query

_MAX_DISTINCT_ID = 200
_MOST_KEYS = 10_000
_SHORT = 100
_MAX_WEIGHT = 60_000_000
"""Of the objects that a body becomes."""
_YES = {"true": True, "1": True, "false": False, "0": False}


def read_query(text: bytes) -> Query:
    """The first of each name counts; a version that is no number is 1."""
    return _known_query(text) if len(text) <= _SHORT else _read_query(text)


def _read_query(text: bytes) -> Query:
    found: dict[str, str] = {}
    if text:
        for name, value in parse_qsl(text.decode("utf-8", "replace")):
            found.setdefault(name, value)
    version = found.get("v", found.get("version"))
    return Query(
        None if version is None else _number(version),
        _YES.get(found.get("config", "").lower()),
        found.get("compression", ""),
        _YES.get(found.get("only_evaluate_survey_feature_flags", "").lower(), False),
        _YES.get(found.get("only_use_override_person_properties", "").lower(), False),
    )


# All clients of a library ask in the same words.
_known_query = lru_cache(maxsize=1000)(_read_query)


def _number(text: str) -> int:
    bare = text.strip()
    digits = bare[1:] if bare[:1] in ("+", "-") else bare
    return int(bare) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else 1


def read_request(
    body: bytes, compression: str, content_type: str, encoding: str, limit: int
) -> FlagRequest:
    """Raises WireRefused: 400 in the words of the flags service, 413 when it is too long."""
    # A form may be called so without being one: curl says it of every body.
    kind = content_type if looks_form(body[:256]) else ""
    query = V0Query(compression)
    request = V0Request(body, query, kind, encoding, is_legacy=True, max_weight=_MAX_WEIGHT)
    try:
        text = request.unwrapped(limit) if body else b""
    except WireRefused as error:
        if error.status != 400:
            raise
        raise _undecodable(error.detail.rpartition("request: ")[2]) from error
    try:
        return _request(loads(text), len(text), weight(text))
    except NoJson as error:
        raise _undecodable("invalid JSON") from error


def _undecodable(why: str) -> WireRefused:
    return WireRefused(
        f"Failed to decode request: {why}. Please check your request format and try again.",
        tag="request_decoding_error",
    )


def _request(document: Any, size: int, heavy: int) -> FlagRequest:
    if not isinstance(document, dict):
        raise NoJson("not an object")
    person = _first(document, dict, "person_properties", "$properties") or {}
    device = _first(document, str, "device_id", "$device_id") or person.get("$device_id")
    keys = _texts(document, "flag_keys", "flag_keys_to_evaluate")
    runtime = _first(document, str, "evaluation_runtime")
    return FlagRequest(
        token=_first(document, str, "token", "api_key", "$token"),
        distinct_id=_distinct_id(document),
        device_id=device if isinstance(device, str) and device else None,
        anon_distinct_id=_cut(_first(document, str, "$anon_distinct_id", "anon_distinct_id")),
        groups=_groups(_first(document, dict, "groups", "$groups") or {}),
        person_properties=person,
        group_properties=_group_properties(document),
        keys=None if keys is None else tuple(keys[:_MOST_KEYS]),
        contexts=frozenset(
            _texts(document, "evaluation_contexts", "evaluation_environments") or ()
        ),
        runtime=runtime,
        is_geoip_disabled=bool(_first(document, bool, "geoip_disable")),
        is_disabled=bool(_first(document, bool, "disable_flags")),
        size=size,
        weight=heavy,
    )


def _first(document: dict[str, Any], kind: type, *names: str) -> Any:
    """The first of the names that has a value; null is none, another type is refused."""
    for name in names:
        value = document.get(name)
        if value is None:
            continue
        if not isinstance(value, kind):
            raise NoJson(f"{name} must be of type {kind.__name__}")
        return value
    return None


def _texts(document: dict[str, Any], *names: str) -> list[str] | None:
    found = _first(document, list, *names)
    if found is not None and not all(isinstance(each, str) for each in found):
        raise NoJson(f"{names[0]} must hold texts")
    texts: list[str] | None = found
    return texts


def _distinct_id(document: dict[str, Any]) -> str | None:
    value = document.get("distinct_id")
    if value is None:
        value = document.get("$distinct_id")
    return None if value is None else _cut(_key_text(value, "distinct_id"))


def _cut(text: str | None) -> str | None:
    return text if text is None else text[:_MAX_DISTINCT_ID].replace("\0", "\ufffd")


def _key_text(value: Any, name: str) -> str:
    """Text, or the digits of a number."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise NoJson(f"{name} must be a text or a number")


def _groups(raw: dict[str, Any]) -> dict[str, str]:
    """A group whose key is neither text nor number is none; no database keeps a NUL."""
    return {
        kind: _key_text(key, "groups").replace("\0", "\ufffd")
        for kind, key in raw.items()
        if isinstance(key, str | int | float) and not isinstance(key, bool)
    }


def _group_properties(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, Any] = _first(document, dict, "group_properties", "$group_properties") or {}
    for kind, properties in found.items():
        if not isinstance(properties, dict):
            raise NoJson(f"the properties of the group {kind} must be an object")
    return found
