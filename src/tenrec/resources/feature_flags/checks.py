"""Checks of `filters`: groups of conditions, variants, payloads. What is saved can be evaluated."""

import json
from collections.abc import Mapping
from typing import Any

from tenrec.flags.sealing import REDACTED
from tenrec.resources.feature_flags.conditions import checked_property
from tenrec.resources.feature_flags.reading import Place, bearable

_NEARLY = 1e-6
_PAYLOAD = "true"


def checked_filters(filters: Any, *, is_new: bool) -> dict[str, Any]:
    """The filters as they are kept; raises BadRequest naming what is wrong in them."""
    place = Place(bearable(filters, "filters"), "filters").object()
    groups = place.needs("groups")
    if is_new and not groups.value:
        groups.refuse("Feature flags must have at least one condition set (group).")
    variants = _variants(place)
    aggregation = _aggregation(place, None)
    kept = {
        **place.value,
        "groups": [_group(one, variants, aggregation) for one in groups.items()],
    }
    if place.has("super_groups"):
        groups = place.at("super_groups")
        kept["super_groups"] = [_group(one, variants, None) for one in groups.items()]
    if place.has("payloads"):
        kept["payloads"] = _payloads(place.at("payloads"), variants)
    _check_rest(place)
    return kept


def checked_condition(condition: Any, aggregation: int | None) -> dict[str, Any]:
    """One set of conditions by itself, before it becomes part of a flag."""
    place = Place(bearable(condition, "condition"), "condition").object()
    bare = Place({**place.value, "variant": None}, place.way)
    return _group(bare, None, aggregation)


def _variants(place: Place) -> set[str] | None:
    """The keys; None of a flag that is only on or off."""
    if not place.has("multivariate"):
        return None
    multivariate = place.at("multivariate").object()
    if not multivariate.has("variants"):
        return None
    variants = multivariate.at("variants")
    keys, shares = list[str](), list[float]()
    for one in variants.items():
        key = one.needs("key")
        if key.text() in keys:
            key.refuse("Every variant needs a key of its own.", "unique")
        keys.append(key.text())
        share = one.needs("rollout_percentage")
        shares.append(share.percentage())
        name = one.at("name")
        if name.value is not None and not isinstance(name.value, str):
            name.refuse("A text is required.")
    if keys and abs(sum(shares) - 100) > _NEARLY:
        why = "Invalid variant definitions: Variant rollout percentages must sum to 100."
        variants.refuse(why)
    return set(keys) if keys else None


def _group(place: Place, variants: set[str] | None, aggregation: int | None) -> dict[str, Any]:
    kept = dict(place.value)
    aggregation = _aggregation(place, aggregation)
    properties = place.at("properties")
    listed = properties.items() if properties.value is not None else []
    kept["properties"] = [checked_property(one, aggregation) for one in listed]
    if place.has("rollout_percentage"):
        place.at("rollout_percentage").percentage()
    variant = place.at("variant")
    if variant.value not in (None, "") and variant.text() not in (variants or ()):
        variant.refuse("Filters are not valid (variant override does not exist)")
    for name in ("description", "sort_key"):
        if isinstance(place.value.get(name), dict | list):
            place.at(name).refuse("A text is required.")
    return kept


def _aggregation(place: Place, above: int | None) -> int | None:
    """A member that is missing means what stands above it; null means persons."""
    name = "aggregation_group_type_index"
    if name not in place.value:
        return above
    at = place.at(name)
    return None if at.value is None else at.index()


def _payloads(place: Place, variants: set[str] | None) -> dict[str, str]:
    """Every payload as JSON text; null is none."""
    kept = {}
    for key, value in place.object().value.items():
        at = place.at(key)
        if variants is not None and key not in variants:
            at.refuse("Payload keys must match a variant key for multivariate flags")
        if variants is None and key != _PAYLOAD:
            at.refuse("Payload keys must be 'true' for boolean flags")
        if value is not None:
            kept[key] = _payload(at)
    return kept


def _payload(at: Place) -> str:
    if not isinstance(at.value, str):
        return json.dumps(at.value)
    try:
        json.loads(at.value, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        at.refuse("Payload value is not valid JSON")
    return at.value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _check_rest(place: Place) -> None:
    for name in ("feature_enrollment", "early_exit"):
        if place.has(name):
            place.at(name).truth()
    if place.has("holdout"):
        holdout = place.at("holdout").object()
        number = holdout.needs("id")
        if isinstance(number.value, bool) or not isinstance(number.value, int):
            number.refuse("A valid integer is required.")
        holdout.needs("exclusion_percentage").percentage()
    if place.has("holdout_groups"):
        for one in place.at("holdout_groups").items():
            if one.has("rollout_percentage"):
                one.at("rollout_percentage").percentage()


def with_kept_payloads(filters: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """A payload that came back as it is shown, redacted, means the one that is kept.

    Both have their payloads readable.
    """
    old = before.get("payloads") or {}
    mended = dict(filters.get("payloads") or {})
    for key, value in mended.items():
        if value == REDACTED:
            if key not in old:
                place = Place(value, f"filters__payloads__{key}")
                place.refuse("There is no payload yet that this could stand for.")
            mended[key] = old[key]
    return {**filters, "payloads": mended} if mended else filters
