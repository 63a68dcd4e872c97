"""Which flags a request means: by where it comes from, by context, by key; never secret ones."""

from collections.abc import Iterable, Iterator, Mapping

from tenrec.edge.flags.asking import FlagRequest, Query
from tenrec.flags.rules import Flag

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


def selected(
    flags: Iterable[Flag], query: Query, request: FlagRequest, runtime: str | None
) -> Iterator[Flag]:
    """The flags that are answered, in their order."""
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
