"""Whatever a filter is: an answer or a refusal that names it, and never rows of another project."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.rest.filters import OPERATORS

_SETTINGS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
_NASTY = [
    "",
    "'",
    '"',
    "`",
    "\\",
    "%",
    "_",
    "{p0:String}",
    "a.b",
    "\x00",
    "\ud800",
    "--",
    "(",
    "a" * 500,
]
_TEXT = st.sampled_from(_NASTY) | st.text(max_size=8)
_VALUE = st.none() | st.booleans() | st.integers() | st.floats() | _TEXT
_FILTER = st.fixed_dictionaries(
    {"key": _TEXT | st.sampled_from(["plan", "email", "$browser", "id"])},
    optional={
        "value": _VALUE | st.lists(_VALUE, max_size=4) | st.dictionaries(_TEXT, _VALUE, max_size=2),
        "operator": st.sampled_from(sorted(OPERATORS)) | _VALUE,
        "type": st.sampled_from(["event", "person", "cohort", "element", "group", "hogql"])
        | _VALUE,
        "group_type_index": _VALUE,
        "negation": _VALUE,
    },
)
_GROUP = st.recursive(
    st.lists(_FILTER, max_size=3),
    lambda inner: st.fixed_dictionaries(
        {
            "type": st.sampled_from(["AND", "OR", "XOR"]),
            "values": st.lists(inner | _FILTER, max_size=3),
        }
    ),
    max_leaves=4,
)
_PARAMETERS = """
    event distinct_id person_id action_id before after orderBy select where limit offset beyond
    search email cohort id cursor up_to
"""
LISTS = ["/api/event/", "/api/persons/", "/api/person/"]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("path", LISTS)
@_SETTINGS
@given(filters=_GROUP)
def test_properties__whatever_they_are__200_or_400(
    alice: User, project: Project, with_key: Caller, path: str, filters: Any
) -> None:
    answer = with_key(alice).get(path, {"properties": json.dumps(filters)})
    if answer.status_code == 200:
        assert answer.json()["results"] == []
    else:
        assert (answer.status_code, answer.json()["attr"]) == (400, "properties")


@pytest.mark.usefixtures("store")
@_SETTINGS
@given(
    name=st.sampled_from(
        _PARAMETERS.split(),
    ),
    value=_TEXT | st.integers().map(str) | st.lists(_VALUE, max_size=3).map(json.dumps),
)
def test_parameter__whatever_it_is__no_500(
    alice: User, project: Project, with_key: Caller, name: str, value: str
) -> None:
    client = with_key(alice)
    for path in LISTS:
        text = value.encode("utf-8", "replace").decode()
        assert client.get(path, {name: text}).status_code in {200, 400, 404}
