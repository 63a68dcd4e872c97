"""What flags ask of the state database for one request, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Question:
    """Only what the flags of the request need."""

    team_id: int
    distinct_id: str
    anon_distinct_id: str | None = None
    wants_person: bool = False
    cohorts: frozenset[int] = frozenset()
    groups: Mapping[int, str] = field(default_factory=dict)
    """Index of the type → key of the group whose properties are wanted."""
    continuous: tuple[str, ...] = ()
    """Keys of the flags whose first identifier is kept."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a person who is not known yet, nothing."""

    person_properties: Mapping[str, Any] = field(default_factory=dict)
    person_metadata: Mapping[str, Any] = field(default_factory=dict)
    cohorts: frozenset[int] = frozenset()
    group_properties: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    hash_keys: Mapping[str, str] = field(default_factory=dict)
    missing_keys: tuple[tuple[UUID, str], ...] = ()
    """Persons and flags for which an identifier is still to be kept."""
