"""Turns `person_id IN COHORT 3` into a look at the members that were calculated last."""

from tenrec.hogql.context import Context, refused
from tenrec.hogql.scope import Source, Type
from tenrec.hogql.table import Column, Kind, Table, columns
from tenrec.hogql.tree import (
    Alias,
    Call,
    Field,
    InCohort,
    Join,
    Node,
    Output,
    Query,
    Ref,
    Select,
    TableName,
    rewrite,
)

# Not a table of the catalog: rows of versions that are no longer true may still be in it.
_MEMBERS = Table(
    name="cohort_people",
    physical="cohort_people",
    columns=columns(Column("person_id", Kind.UUID)),
    is_final=True,
    where="s.is_deleted = 0",
)
_PERSON = (Kind.UUID, Kind.UNKNOWN)


def expand_cohorts(query: Query, context: Context) -> Query:
    """Every cohort is one that `context.cohorts` knows; any other is refused by its name."""

    def change(node: Node) -> Node:
        return _among(node, context) if isinstance(node, InCohort) else node

    rewrite(query, change)
    return query


def _among(node: InCohort, context: Context) -> Node:
    found = context.cohorts.get(node.cohort)
    if found is None:
        raise refused(f"There is no cohort {node.cohort!r} in this project", node.span)
    if found.problem:
        raise refused(found.problem, node.span)
    if isinstance(node.value, Field | Ref) and node.value.type.kind not in _PERSON:
        raise refused("Only a person can be in a cohort, as in person_id IN COHORT 3", node.span)
    name = "notIn" if node.is_not else "in"
    return Call(name, [node.value, _members(found.id, found.version, context)], span=node.span)


def _members(cohort_id: int, version: int, context: Context) -> Select:
    source = Source("cohort", context.fresh("t"), table=_MEMBERS)
    source.where = f"s.cohort_id = {cohort_id:d} AND s.version = {version:d}"
    kind = Type(Kind.UUID, False)
    person = Field(source, "person_id", kind)
    return Select(
        [Alias(person, "c0")],
        joins=[Join(TableName(_MEMBERS.name), source=source)],
        columns=[Output("person_id", "c0", kind)],
    )
