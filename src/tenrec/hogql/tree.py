"""The closed set of nodes that a HogQL query can be made of; nothing else can be compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from tenrec.hogql.scope import Source, Type
    from tenrec.hogql.table import Link

Value: TypeAlias = bool | int | float | str | list[Any] | None
Span: TypeAlias = tuple[int, int]


@dataclass(slots=True, eq=False)
class Node:
    """`span` is where it stands in the text: character offsets, end exclusive."""

    span: Span | None = field(default=None, kw_only=True)


@dataclass(slots=True, eq=False)
class Constant(Node):
    """A value; it reaches the engine as a bound parameter or a number, never as text."""

    value: Value


@dataclass(slots=True, eq=False)
class Name(Node):
    """`a.b.c` as written, not yet known to be anything."""

    chain: tuple[str | int, ...]
    is_quoted: bool = False


@dataclass(slots=True, eq=False)
class Star(Node):
    """`*` or `t.*`."""

    table: str | None = None


@dataclass(slots=True, eq=False)
class Placeholder(Node):
    """`{key}` or `{filters.dateRange.from}`."""

    chain: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Call(Node):
    """A function or an operator: `name(params)(args)`; operators have their function's name.

    `sql_name` is set by the compiler once the name is known to be allowed.
    """

    name: str
    args: list[Node]
    params: list[Node] | None = None
    is_distinct: bool = False
    over: Window | str | None = None
    sql_name: str | None = None


@dataclass(slots=True, eq=False)
class Cast(Node):
    """`CAST(value AS type)`; the type is built from known words by the parser."""

    value: Node
    type: str


@dataclass(slots=True, eq=False)
class InCohort(Node):
    """`value [NOT] IN COHORT 3` or `'Name'`."""

    value: Node
    cohort: int | str
    is_not: bool = False


@dataclass(slots=True, eq=False)
class Lambda(Node):
    """`(x, y) -> body`."""

    names: list[str]
    body: Node


@dataclass(slots=True, eq=False)
class Alias(Node):
    """`value AS name`."""

    value: Node
    name: str


@dataclass(slots=True, eq=False)
class OrderItem(Node):
    """One entry of ORDER BY."""

    value: Node
    is_descending: bool = False
    nulls: str = ""


@dataclass(slots=True, eq=False)
class Window(Node):
    """`(PARTITION BY … ORDER BY … ROWS …)`; `frame` is built from known words."""

    partition_by: list[Node]
    order_by: list[OrderItem]
    frame: str = ""
    base: str = ""


@dataclass(slots=True, eq=False)
class TableName(Node):
    """A table or a common table expression, by name."""

    name: str
    has_all_versions: bool = False
    """Old rows, too, of a table that keeps the newest one of a key: for our own rooms only."""


@dataclass(slots=True, eq=False)
class Join(Node):
    """One entry of FROM: `kind` is empty for the first, else such as `LEFT JOIN`."""

    relation: Node
    alias: str | None = None
    kind: str = ""
    on: Node | None = None
    using: list[Name] | None = None
    is_final: bool = False
    source: Source | None = None


@dataclass(slots=True, eq=False)
class Cte(Node):
    """`name AS (query)`, or `value AS name` when it is scalar."""

    name: str
    value: Node
    sql_name: str = ""


@dataclass(slots=True, eq=False)
class LimitBy(Node):
    """`LIMIT n OFFSET m BY columns`."""

    limit: Node
    offset: Node | None
    by: list[Node]


@dataclass(slots=True, eq=False)
class Select(Node):
    """One SELECT."""

    items: list[Node]
    ctes: list[Cte] = field(default_factory=list)
    is_distinct: bool = False
    joins: list[Join] = field(default_factory=list)
    array_join_kind: str = ""
    array_join: list[Node] = field(default_factory=list)
    prewhere: Node | None = None
    where: Node | None = None
    group_by: list[Node] = field(default_factory=list)
    group_kind: str = ""
    having: Node | None = None
    qualify: Node | None = None
    windows: dict[str, Window] = field(default_factory=dict)
    order_by: list[OrderItem] = field(default_factory=list)
    limit_by: LimitBy | None = None
    limit: Node | None = None
    offset: Node | None = None
    with_ties: bool = False
    columns: list[Output] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class SetOperation(Node):
    """`first OPERATOR second OPERATOR …` with one operator."""

    operator: str
    queries: list[Query]
    ctes: list[Cte] = field(default_factory=list)
    limit: Node | None = None
    offset: Node | None = None


Query: TypeAlias = Select | SetOperation


@dataclass(slots=True, eq=False)
class Output:
    """A column of a query: its name for people, its name in SQL, its type."""

    name: str
    sql_name: str
    type: Type
    is_written: bool = False


@dataclass(slots=True, eq=False)
class Field(Node):
    """A column of a known source; `link` and `path` are what is still to be lowered."""

    source: Source
    name: str
    type: Type
    path: tuple[str | int, ...] = ()
    link: Link | None = None


@dataclass(slots=True, eq=False)
class Ref(Node):
    """An alias, a lambda argument or a computed thing, by its name in SQL."""

    sql_name: str
    type: Type


_CHILDREN: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    found = _CHILDREN.get(kind)
    if found is None:
        skip = {"span", "columns", "source", "type", "link", "path", "name", "names", "sql_name"}
        found = tuple(f.name for f in fields(kind) if f.name not in skip)
        _CHILDREN[kind] = found
    return found


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below."""
    for name in _names(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, Node))
        elif isinstance(value, dict):
            yield from value.values()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first; no recursion, so no depth limit."""
    todo = [node]
    while todo:
        current = todo.pop()
        yield current
        todo.extend(reversed(list(children(current))))


def rewrite(node: Node, change: Callable[[Node], Node]) -> Node:
    """Replaces every node, children first, by what `change` makes of it."""
    for name in _names(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            setattr(node, name, rewrite(value, change))
        elif isinstance(value, list):
            value[:] = [rewrite(v, change) if isinstance(v, Node) else v for v in value]
        elif isinstance(value, dict):
            for key, item in value.items():
                value[key] = rewrite(item, change)
    return change(node)


def selects(query: Node) -> Iterator[Select]:
    """Every SELECT in the tree, outer ones first."""
    return (node for node in walk(query) if isinstance(node, Select))


def size(node: Node) -> tuple[int, int]:
    """How deep the tree is and how many nodes it has, counted without recursion."""
    deepest = count = 0
    todo = [(node, 1)]
    while todo:
        current, level = todo.pop()
        deepest, count = max(deepest, level), count + 1
        todo.extend((child, level + 1) for child in children(current))
    return deepest, count
