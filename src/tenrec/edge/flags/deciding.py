"""From a request to verdicts: which facts are needed, what is known, and what goes without."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tenrec.core.errors import Unavailable
from tenrec.edge.call import Edge
from tenrec.edge.flags.request import FlagRequest
from tenrec.edge.flags.selecting import Selection
from tenrec.edge.flags.source import FlagSource, Snapshot
from tenrec.flags.evaluate import Asked, Verdict, evaluate
from tenrec.flags.question import Facts, Question
from tenrec.flags.rules import Flag

_INLINE_FLAGS = 200
_INLINE_BYTES = 32 * 1024
"""With more of either, they are worked out in a thread, so that others go on."""
_NOTHING = Facts()


@dataclass(frozen=True, slots=True)
class Decided:
    """Flags with their verdicts; None: what the flag needs to know could not be read."""

    flags: tuple[tuple[Flag, Verdict | None], ...] = ()
    has_errors: bool = False


async def decide(
    edge: Edge,
    source: FlagSource,
    snapshot: Snapshot,
    selection: Selection,
    request: FlagRequest,
    team_id: int,
    sent: Mapping[str, Any],
    *,
    only_sent: bool,
) -> Decided:
    """`sent` are the person properties of the request, with those of its address."""
    if not selection.flags:
        return Decided()
    question = None if only_sent else _question(snapshot, team_id, selection, request, sent)
    facts, keys, has_errors = _NOTHING, selection.keys, False
    if question is not None:
        try:
            facts = await source.facts(question)
        except Unavailable:
            has_errors, keys = True, _decidable(snapshot, selection, request, sent)
        try:
            await source.keep_keys(question, facts)
        except Unavailable:
            has_errors = True
    asked = _asked(snapshot, request, sent, facts)
    verdicts = await _verdicts(edge, snapshot, asked, keys, request.size)
    pairs = tuple((flag, verdicts.get(flag.key)) for flag in selection.flags)
    return Decided(pairs, has_errors or any(v is None or v.failed for _, v in pairs))


async def _verdicts(
    edge: Edge, snapshot: Snapshot, asked: Asked, keys: frozenset[str] | None, size: int
) -> dict[str, Verdict]:
    rules = snapshot.ruleset
    if size <= _INLINE_BYTES and len(rules.flags if keys is None else keys) <= _INLINE_FLAGS:
        return evaluate(rules, asked, keys)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(edge.threads, evaluate, rules, asked, keys)


def _decidable(
    snapshot: Snapshot, selection: Selection, request: FlagRequest, sent: Mapping[str, Any]
) -> frozenset[str]:
    """The keys of the flags that need nothing which cannot be read now."""
    groups = _groups_sent(snapshot, request)
    pairs = zip(selection.flags, selection.needs, strict=True)
    return frozenset(flag.key for flag, needs in pairs if needs.is_met_by(sent.keys(), groups))


def _question(
    snapshot: Snapshot,
    team_id: int,
    selection: Selection,
    request: FlagRequest,
    sent: Mapping[str, Any],
) -> Question | None:
    """None when the request brings all that its flags ask."""
    whole, names = selection.whole, snapshot.ruleset.group_names
    wanted: dict[int, str] = {}
    if whole.group_keys and request.groups:
        indexes = whole.of_groups(_groups_sent(snapshot, request))
        wanted = {index: request.groups[names[index]] for index in indexes}
    wants_person = whole.of_person(sent.keys())
    if not (wants_person or whole.cohorts or wanted or whole.is_continuous):
        return None
    return Question(
        team_id,
        request.distinct_id or "",
        request.anon_distinct_id or None,
        wants_person,
        whole.cohorts,
        wanted,
        _continuous(snapshot) if whole.is_continuous else (),
    )


def _continuous(snapshot: Snapshot) -> tuple[str, ...]:
    """All of the project's, not only those of the request: what one keeps, others find."""
    flags = snapshot.ruleset.flags
    return tuple(flag.key for flag in flags if flag.is_active and flag.ensure_experience_continuity)


def _groups_sent(snapshot: Snapshot, request: FlagRequest) -> dict[int, set[str]]:
    """Index of the type → names of the properties that came with the request."""
    types = snapshot.ruleset.group_types
    return {
        types[kind]: set(request.group_properties.get(kind, ()))
        for kind in request.groups
        if kind in types
    }


def _asked(
    snapshot: Snapshot, request: FlagRequest, sent: Mapping[str, Any], facts: Facts
) -> Asked:
    """What came with the request wins over what is stored."""
    groups: Mapping[str, Mapping[str, Any]] = request.group_properties
    if facts.group_properties:
        names = snapshot.ruleset.group_names
        stored = {names[index]: found for index, found in facts.group_properties.items()}
        groups = {
            **groups,
            **{kind: {**found, **groups.get(kind, {})} for kind, found in stored.items()},
        }
    known = facts.person_properties
    return Asked(
        distinct_id=request.distinct_id or "",
        now=datetime.now(UTC),
        device_id=request.device_id,
        anon_distinct_id=request.anon_distinct_id or None,
        groups=request.groups,
        person_properties={**known, **sent} if known else sent,
        group_properties=groups,
        person_metadata=facts.person_metadata,
        hash_keys=facts.hash_keys,
        static_cohorts=facts.cohorts,
    )
