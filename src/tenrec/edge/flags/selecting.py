"""Which flags a request means: by where it comes from, by context, by key; never secret ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenrec.edge.flags.request import FlagRequest, Query
from tenrec.flags.needs import Needs, together
from tenrec.flags.rules import Flag, Ruleset

_SURVEY_PREFIX = "survey-targeting-"
_BROWSERS = ("Mozilla/", "Chrome/", "Safari/", "Firefox/", "Edge/")
_SERVERS = tuple(
    f"posthog-{name}/"
    for name in ("python", "ruby", "php", "java", "go", "node", "dotnet", "elixir")
)
_TOOLS = ("python-requests/", "curl/")
_PHONES = tuple(f"posthog-{name}/" for name in ("android", "ios", "react-native", "flutter"))
_PAGE_HEADERS = (b"origin", b"referer", b"sec-fetch-mode", b"sec-fetch-site")
_RUNTIMES = frozenset({"client", "server"})
_MOST_KNOWN = 64


def runtime_of(said: str | None, agent: str, headers: Mapping[bytes, bytes]) -> str | None:
    """`client`, `server`, `all`, or None when nothing tells."""
    if said is not None:
        runtime = said.lower()
        return runtime if runtime in _RUNTIMES else "all"
    if any(sign in agent for sign in _BROWSERS):
        return "client"
    if agent.startswith(_SERVERS) or any(sign in agent for sign in _TOOLS):
        return "server"
    if agent.startswith(_PHONES) or any(name in headers for name in _PAGE_HEADERS):
        return "client"
    return None


@dataclass(frozen=True, slots=True)
class Selection:
    """The flags that are answered, in their order, and what they ask."""

    flags: tuple[Flag, ...]
    needs: tuple[Needs, ...]
    whole: Needs
    """All of these together."""
    keys: frozenset[str] | None
    """None: every flag that is not switched off."""


Selections = dict[tuple[str | None, frozenset[str], bool, bool], Selection]
"""By runtime, contexts that some flag has, whether any was sent, whether only those of surveys are
meant: few, asked again and again, and nothing in them that only the client has said."""


def selected(
    rules: Ruleset,
    needs: tuple[Needs, ...],
    known: Selections,
    query: Query,
    request: FlagRequest,
    runtime: str | None,
) -> Selection:
    """`known` takes what was worked out; keys are as many as there are clients, and not kept."""
    if request.keys is not None:
        return _select(rules, needs, query, request, runtime)
    bound = request.contexts & rules.contexts
    kind = (runtime, bound, bool(request.contexts), query.only_surveys)
    found = known.get(kind)
    if found is None:
        found = _select(rules, needs, query, request, runtime)
        if len(known) < _MOST_KNOWN:
            known[kind] = found
    return found


def _select(
    rules: Ruleset,
    needs: tuple[Needs, ...],
    query: Query,
    request: FlagRequest,
    runtime: str | None,
) -> Selection:
    flags = tuple(_flags(rules.flags, query, request, runtime))
    own = tuple(needs[rules.positions[flag.key]] for flag in flags)
    is_all = len(flags) == sum(flag.is_active for flag in rules.flags)
    keys = None if is_all else frozenset(flag.key for flag in flags)
    return Selection(flags, own, together(own), keys)


def _flags(
    flags: tuple[Flag, ...], query: Query, request: FlagRequest, runtime: str | None
) -> Iterator[Flag]:
    keys = None if request.keys is None else frozenset(request.keys)
    for flag in flags:
        if not flag.is_active or (flag.is_remote_configuration and flag.has_encrypted_payloads):
            continue
        if keys is not None and flag.key not in keys:
            continue
        if query.only_surveys and not flag.key.startswith(_SURVEY_PREFIX):
            continue
        if _runs(flag.evaluation_runtime, runtime) and _is_in_context(flag, request.contexts):
            yield flag


def _runs(wanted: str | None, runtime: str | None) -> bool:
    bound = (wanted or "").lower()
    return bound not in _RUNTIMES or runtime == "all" or bound == runtime


def _is_in_context(flag: Flag, contexts: frozenset[str]) -> bool:
    bound = flag.evaluation_contexts
    return not contexts or not bound or not contexts.isdisjoint(bound)
