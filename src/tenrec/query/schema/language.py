"""Queries in a language: SQL, its parse tree, the check of a text, completion, and Hog."""

from typing import Any, Literal

from pydantic import Field

from tenrec.query.schema.parts import DataNode, Filters, Variable

Language = Literal["hog", "hogJson", "hogQL", "hogQLExpr", "hogTemplate", "liquid"]


class HogQLQuery(DataNode):
    """A question in SQL."""

    kind: Literal["HogQLQuery"] = "HogQLQuery"
    query: str
    values: dict[str, Any] | None = None
    variables: dict[str, Variable] | None = None
    filters: Filters | None = None
    explain: bool | None = None
    name: str | None = Field(default=None, max_length=128)
    connectionId: str | None = None
    sendRawQuery: bool | None = None


class HogQLASTQuery(DataNode):
    """A question in SQL that is parsed already."""

    kind: Literal["HogQLASTQuery"] = "HogQLASTQuery"
    query: dict[str, Any]
    values: dict[str, Any] | None = None
    variables: dict[str, Variable] | None = None
    filters: Filters | None = None
    explain: bool | None = None
    name: str | None = None


class HogQLMetadata(DataNode):
    """Whether a text would run. `sourceQuery` is context only, so it is not looked into."""

    kind: Literal["HogQLMetadata"] = "HogQLMetadata"
    language: Language = "hogQL"
    query: str
    sourceQuery: dict[str, Any] | None = None
    filters: Filters | None = None
    variables: dict[str, Variable] | None = None
    globals: dict[str, Any] | None = None
    debug: bool | None = None
    connectionId: str | None = None


class HogQLAutocomplete(DataNode):
    """What could follow in a text."""

    kind: Literal["HogQLAutocomplete"] = "HogQLAutocomplete"
    language: Language
    query: str
    startPosition: int
    endPosition: int
    sourceQuery: dict[str, Any] | None = None
    filters: Filters | None = None
    globals: dict[str, Any] | None = None
    connectionId: str | None = None


class HogQuery(DataNode):
    """A program in Hog."""

    kind: Literal["HogQuery"] = "HogQuery"
    code: str | None = None


class DatabaseSchemaQuery(DataNode):
    """Every table and field of the language."""

    kind: Literal["DatabaseSchemaQuery"] = "DatabaseSchemaQuery"
    connectionId: str | None = None
