"""A request for flags, once it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of the address; None is what was not said, or makes no sense."""

    version: int | None
    config: bool | None
    compression: str
    only_surveys: bool
    only_sent_properties: bool


@dataclass(frozen=True, slots=True)
class FlagRequest:
    """The body. Without a distinct id, `distinct_id` is None."""

    token: str | None
    distinct_id: str | None
    device_id: str | None
    anon_distinct_id: str | None
    groups: Mapping[str, str]
    person_properties: Mapping[str, Any]
    group_properties: Mapping[str, Mapping[str, Any]]
    keys: tuple[str, ...] | None
    contexts: frozenset[str]
    runtime: str | None
    is_geoip_disabled: bool
    is_disabled: bool
    size: int = 0
    """Of the text that it was read from."""
    weight: int = 0
    """What it takes as objects, at most."""
