"""From a request to verdicts: which facts are needed, what is known, and what goes without."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tenrec.core.errors import Unavailable
from tenrec.edge.call import Edge
from tenrec.edge.flags.asking import FlagRequest
from tenrec.edge.flags.source import FlagSource, Snapshot
from tenrec.flags.evaluate import Asked, Verdict, evaluate
from tenrec.flags.needs import Needs, together
from tenrec.flags.question import Facts, Question
from tenrec.flags.rules import Flag

_INLINE_FLAGS = 200
"""With more, they are worked out in a thread, so that others go on."""
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
    flags: tuple[Flag, ...],
    request: FlagRequest,
    team_id: int,
    sent: Mapping[str, Any],
    *,
    only_sent: bool,
) -> Decided:
    """`sent` are the person properties of the request, with those of its address."""
    if not flags:
        return Decided()
    positions = snapshot.ruleset.positions
    needs = [snapshot.needs[positions[flag.key]] for flag in flags]
    question = None if only_sent else _question(snapshot, team_id, flags, needs, request, sent)
    facts, has_errors, is_blind = _NOTHING, False, False
    if question is not None:
        try:
            facts = await source.facts(question)
        except Unavailable:
            has_errors = is_blind = True
        try:
            await source.keep_keys(question, facts)
        except Unavailable:
            has_errors = True
    groups = _groups_sent(snapshot, request)
    told = flags
    if is_blind:
        told = tuple(
            flag
            for flag, need in zip(flags, needs, strict=True)
            if need.is_met_by(sent.keys(), groups)
        )
    asked = _asked(snapshot, request, sent, facts)
    keys = {flag.key for flag in told}
    if len(keys) > _INLINE_FLAGS:
        loop = asyncio.get_running_loop()
        verdicts = await loop.run_in_executor(edge.threads, evaluate, snapshot.ruleset, asked, keys)
    else:
        verdicts = evaluate(snapshot.ruleset, asked, keys)
    pairs = tuple((flag, verdicts.get(flag.key)) for flag in flags)
    return Decided(pairs, has_errors or any(v is None or v.failed for _, v in pairs))


def _question(
    snapshot: Snapshot,
    team_id: int,
    flags: tuple[Flag, ...],
    needs: list[Needs],
    request: FlagRequest,
    sent: Mapping[str, Any],
) -> Question | None:
    """None when the request brings all that its flags ask."""
    whole = together(needs)
    groups_sent = _groups_sent(snapshot, request)
    names = snapshot.ruleset.group_names
    wanted = {index: request.groups[names[index]] for index in whole.of_groups(groups_sent)}
    wants_person = whole.of_person(sent.keys())
    continuous: tuple[str, ...] = ()
    if whole.is_continuous:
        continuous = tuple(
            flag.key
            for flag in snapshot.ruleset.flags
            if flag.is_active and flag.ensure_experience_continuity
        )
    if not (wants_person or whole.cohorts or wanted or continuous):
        return None
    return Question(
        team_id,
        request.distinct_id or "",
        request.anon_distinct_id or None,
        wants_person,
        whole.cohorts,
        wanted,
        continuous,
    )


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
