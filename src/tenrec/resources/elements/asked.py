"""What is asked of elements, as a condition of the language over the table `events`."""

from fnmatch import fnmatchcase

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from tenrec.accounts.models import Project
from tenrec.core.errors import QueryRefused
from tenrec.hogql.comparisons import all_of
from tenrec.hogql.tree import Call, Constant, Name, Node
from tenrec.query.conditions import filters_condition
from tenrec.rest.asked import words_in
from tenrec.rest.days import asked_days, at_moment
from tenrec.rest.filters import problem, read_filters

EVENTS = ("$autocapture", "$rageclick", "$dead_click")
_TYPES = ("event", "person", "cohort", "element", "group", "feature", "event_metadata", "hogql")
_MOST_PATTERNS = 100


def condition_of(request: Request, project: Project) -> Node:
    """Clicks of the asked kinds and days that meet the filters; raises ValidationError."""
    start, end = asked_days(request, project)
    parts = [
        Call("in", [Name(("event",)), Call("tuple", [*map(Constant, _events(request))])]),
        at_moment("greaterOrEquals", start),
        at_moment("less", end),
        _filters(request),
    ]
    if request.query_params.get("filter_test_accounts") == "true":
        parts.append(_test_accounts(project))
    return all_of(parts)


def patterns_of(request: Request) -> list[str]:
    """The names of data attributes that are wanted, `*` for anything; none means all."""
    words = request.query_params.get("data_attributes", "").split(",")
    patterns = [word.strip() for word in words if word.strip()]
    if len(patterns) > _MOST_PATTERNS or any(len(pattern) > 200 for pattern in patterns):
        raise _refused("data_attributes", f"At most {_MOST_PATTERNS} names of 200 characters.")
    return patterns


def is_wanted(attribute: str, patterns: list[str]) -> bool:
    """Whether an attribute of an element is one of those."""
    name = attribute.removeprefix("attr__")
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def check_share(request: Request) -> None:
    """`sampling_factor` is taken, and every click counted all the same: it is no slower."""
    text = request.query_params.get("sampling_factor")
    try:
        is_good = not text or 0 < float(text) <= 1
    except ValueError:
        is_good = False
    if not is_good:
        raise _refused("sampling_factor", "Must be a number above 0 and up to 1.")


def _events(request: Request) -> list[str]:
    texts = [text for text in request.query_params.getlist("include") if text]
    wanted = {word for text in texts for word in words_in(text, "include")}
    if wanted - set(EVENTS):
        raise _refused("include", f"Only {', '.join(EVENTS)} are known here.")
    return [name for name in EVENTS if name in wanted or not wanted]


def _filters(request: Request) -> Node:
    filters = read_filters(request.query_params.get("properties"), types=_TYPES)
    try:
        return filters_condition(filters) if filters["values"] else Constant(True)
    except QueryRefused as refusal:
        raise problem(refusal.detail) from None


def _test_accounts(project: Project) -> Node:
    try:
        return filters_condition(project.test_account_filters or [])
    except QueryRefused as refusal:
        raise _refused("filter_test_accounts", refusal.detail) from None


def _refused(attr: str, why: str) -> ValidationError:
    return ValidationError({attr: [why]}, code="invalid")
