"""Payloads that are sealed: when they are closed, and to whom they are opened."""

from typing import Any

from rest_framework.request import Request

from tenrec.accounts.models import PersonalAPIKey
from tenrec.activity.record import Change
from tenrec.core.errors import BadRequest
from tenrec.flags.models import FeatureFlag
from tenrec.flags.sealing import REDACTED, opened_payloads, redacted_payloads, seal_payloads
from tenrec.resources.feature_flags.checks import with_kept_payloads


def shown_filters(flag: FeatureFlag, request: Request | None) -> Any:
    """As this caller may see them: sealed payloads are opened to personal API keys alone."""
    payloads = flag.filters.get("payloads")
    if not flag.has_encrypted_payloads or not payloads:
        return flag.filters
    may_read = request is not None and isinstance(request.auth, PersonalAPIKey)
    told: Any = redacted_payloads(payloads)
    if may_read:
        told = opened_payloads(flag.project_id, payloads)
    return {**flag.filters, "payloads": told}


def unread(changes: list[Change]) -> list[Change]:
    """For the log of a flag with sealed payloads: what they were before is no less a secret."""
    return [
        {**one, "before": _redacted(one["before"]), "after": _redacted(one["after"])}
        if one["field"] == "filters"
        else one
        for one in changes
    ]


def _redacted(filters: Any) -> Any:
    payloads = filters.get("payloads") if isinstance(filters, dict) else None
    return {**filters, "payloads": redacted_payloads(payloads)} if payloads else filters


def closed(flag: FeatureFlag | None, attrs: dict[str, Any], project_id: int) -> None:
    """Seals the payloads of `attrs`, and keeps those that came back redacted."""
    was_sealed = flag is not None and flag.has_encrypted_payloads
    is_sealed = attrs.get("has_encrypted_payloads", was_sealed)
    if not is_sealed and not was_sealed:
        return
    _check_kind(flag, attrs, is_sealed=is_sealed)
    if "filters" not in attrs and (flag is None or is_sealed == was_sealed):
        return
    before = _readable(flag)
    if not is_sealed:
        _check_opening(attrs)
        return
    filters = with_kept_payloads(attrs.get("filters", before), before)
    if filters.get("payloads"):
        filters = {**filters, "payloads": seal_payloads(project_id, filters["payloads"])}
    attrs["filters"] = filters


def _readable(flag: FeatureFlag | None) -> dict[str, Any]:
    if flag is None:
        return {}
    filters: dict[str, Any] = flag.filters
    if not flag.has_encrypted_payloads or not filters.get("payloads"):
        return filters
    return {**filters, "payloads": opened_payloads(flag.project_id, filters["payloads"])}


def _check_kind(flag: FeatureFlag | None, attrs: dict[str, Any], *, is_sealed: bool) -> None:
    """What every visitor may ask for is no secret: only remote configuration is sealed."""
    was = flag is not None and flag.is_remote_configuration
    if is_sealed and not attrs.get("is_remote_configuration", was):
        raise BadRequest(
            "Only remote configuration flags can have encrypted payloads.",
            attr="has_encrypted_payloads",
        )


def _check_opening(attrs: dict[str, Any]) -> None:
    """Who may not read a sealed payload must not get at it by unsealing it."""
    payloads = (attrs.get("filters") or {}).get("payloads") or {}
    if "filters" not in attrs or REDACTED in payloads.values():
        raise BadRequest(
            "Send the payload anew: it is not decrypted by turning this off.",
            attr="has_encrypted_payloads",
        )
