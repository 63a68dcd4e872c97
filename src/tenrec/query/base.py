"""What a kind of question is: its JSON, the tree it becomes, the answer it is shaped into."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tenrec.hogql.compiled import Compiled
from tenrec.hogql.context import Context
from tenrec.hogql.tree import Query
from tenrec.query.schema.base import Node
from tenrec.store.base import Result


class HasTeam(Protocol):
    """A project as the accounts keep it: its id is its team's."""

    id: Any
    timezone: Any


@dataclass(frozen=True, slots=True)
class Project:
    """Whose question it is; `team_id` is the wall, the rest is how answers are told."""

    team_id: int
    timezone: str = "UTC"
    week_start_day: int = 0
    test_account_filters: Sequence[Any] = ()

    @classmethod
    def of(cls, project: "Project | HasTeam | int") -> "Project":
        """What a caller has at hand, as a Project."""
        if isinstance(project, Project):
            return project
        if isinstance(project, int):
            return cls(project)
        filters = getattr(project, "test_account_filters", None) or ()
        zone = str(project.timezone or "UTC")
        return cls(int(project.id), zone, test_account_filters=tuple(filters))


@dataclass(frozen=True, slots=True)
class Question:
    """A tree to compile and what the compiler must know besides the project."""

    tree: Query
    values: Mapping[str, Any] = field(default_factory=dict)
    has_default_limit: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows with what they were asked by; `context` tells the page size and the notices."""

    result: Result
    compiled: Compiled
    context: Context


Compile = Callable[[Query, Context], Compiled]


@dataclass(frozen=True, slots=True)
class Kind:
    """One file of `kinds`. Either `build` and `shape`, or `tell` for what needs no rows."""

    model: type[Node]
    build: Callable[[Any, Project], Question] | None = None
    shape: Callable[[Any, Answer], dict[str, Any]] | None = None
    tell: Callable[[Any, Context, Compile], dict[str, Any]] | None = None

    @property
    def name(self) -> str:
        """The `kind` of the wire."""
        return str(self.model.model_fields["kind"].default)
