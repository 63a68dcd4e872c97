"""Where names lead: the sources of one SELECT, its aliases, and what is known around it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from tenrec.hogql.context import Context, refused
from tenrec.hogql.table import Column, Kind, Link, Table
from tenrec.hogql.tree import Call, Constant, Cte, Field, Node, Output, Ref, Span

Chain = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Type:
    """What is known of a value before it is computed."""

    kind: Kind = Kind.UNKNOWN
    is_nullable: bool = True


UNKNOWN = Type()


@dataclass(slots=True, eq=False)
class Source:
    """One entry of FROM: a table, whose `scan` says what is read of it, or a query's columns."""

    name: str
    sql_name: str
    table: Table | None = None
    outputs: dict[str, Output] = field(default_factory=dict)
    scan: dict[str, str] = field(default_factory=dict)
    where: str = ""
    group_index: int | None = None

    def read(self, column: Column) -> str:
        """Asks for a column of the table; gives its name in the scan."""
        self.scan[column.name] = column.sql or f"s.`{column.name}`"
        return column.name


@dataclass(slots=True, eq=False)
class Scope:
    """The names of one SELECT; nothing outside of it can be seen but its CTEs."""

    context: Context
    ctes: dict[str, Cte]
    sources: list[Source] = field(default_factory=list)
    aliases: dict[str, Output] = field(default_factory=dict)
    lambdas: list[dict[str, Ref]] = field(default_factory=list)

    def add(self, source: Source, span: Span | None) -> None:
        """One more source; its name must be new."""
        if any(known.name == source.name for known in self.sources):
            raise refused(
                f'Already have joined a table called "{source.name}". Can\'t redefine.', span
            )
        self.sources.append(source)

    def find(self, chain: Chain, span: Span | None) -> Node | None:
        """What the name means here; None when it means nothing."""
        head = chain[0]
        for names in reversed(self.lambdas):
            if head in names:
                return elements(Ref(names[str(head)].sql_name, UNKNOWN, span=span), chain[1:], span)
        if len(chain) > 1:
            for source in self.sources:
                if source.name == head:
                    return field_of(source, chain[1:], self.context, span)
        if head in self.aliases:
            output = self.aliases[str(head)]
            return elements(Ref(output.sql_name, output.type, span=span), chain[1:], span)
        found = [source for source in self.sources if has(source, head, self.context)]
        if len(found) > 1:
            raise refused(f"Ambiguous query. Found multiple sources for field: {head}", span)
        return field_of(found[0], chain, self.context, span) if found else None

    def suggestion(self, name: str) -> str | None:
        """The nearest name that would have meant something."""
        known: list[str] = [*self.aliases]
        for source in self.sources:
            table = source.table
            known += [*table.columns, *table.links] if table else list(source.outputs)
        near = get_close_matches(name, known, n=1, cutoff=0.7)
        return near[0] if near else None


def has(source: Source, name: str | int, context: Context) -> bool:
    """Whether the source has a column or link of this name."""
    if source.table is None:
        return name in source.outputs
    return name in source.table.columns or link_of(source.table, name, context) is not None


def link_of(table: Table, name: str | int, context: Context) -> Link | None:
    """A link by its name; a group type's own name stands for its `group_N`."""
    found = table.links.get(str(name))
    if found is None and name in context.group_names:
        found = table.links.get(f"group_{context.group_names[str(name)]}")
    return found


def field_of(source: Source, chain: Chain, context: Context, span: Span | None) -> Node:
    """The field of a source that a chain of names leads to."""
    head, rest = chain[0], chain[1:]
    if source.table is None:
        output = source.outputs.get(str(head))
        if output is None:
            raise unresolved(source, chain, span)
        return _below(Field(source, output.sql_name, output.type, span=span), rest, span)
    column = source.table.columns.get(str(head))
    if column is not None:
        kind = Type(column.kind, column.is_nullable)
        return _below(Field(source, column.name, kind, span=span), rest, span)
    link = link_of(source.table, head, context)
    if link is None:
        raise unresolved(source, chain, span)
    if not rest:
        raise refused(f"'{head}' is not a value: choose one of its fields, as in {head}.id", span)
    if rest[0] in link.here:
        return field_of(source, (link.here[str(rest[0])], *rest[1:]), context, span)
    if not link.table:
        raise unresolved(source, chain, span)
    return Field(source, "", UNKNOWN, path=rest, link=link, span=span)


def _below(found: Field, rest: Chain, span: Span | None) -> Node:
    if found.type.kind is Kind.JSON:
        found.path = rest
        if rest:
            found.type = Type(Kind.STRING, True)
        return found
    return elements(found, rest, span)


def elements(node: Node, rest: Sequence[str | int], span: Span | None) -> Node:
    """`name[1]` of an array and `name.field` of a tuple."""
    for part in rest:
        name = "arrayElement" if isinstance(part, int) else "tupleElement"
        if isinstance(node, Field) and node.type.kind not in (Kind.ARRAY, Kind.UNKNOWN):
            raise refused(f"Unable to resolve field: {part}", span)
        node = Call(name, [node, Constant(part)], span=span)
    return node


def unresolved(source: Source, chain: Chain, span: Span | None) -> Exception:
    """The refusal of a name that leads nowhere."""
    return refused(f"Unable to resolve field: {chain[0]}", span)
