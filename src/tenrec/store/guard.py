"""What a team's query may read at all: its syntax tree, as the engine itself reads it.

`additional_table_filters` covers tables that are named. What reads data without naming a
table (table functions such as merge, functions such as file), the system's own tables, and
a SETTINGS clause in a subquery (which the engine lets override the filter there) must not
get that far. The compiler of HogQL produces none of these; this is the second wall.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from tenrec.core.errors import QueryRefused

_CHILDREN = re.compile(r" \(children \d+\)$")
_ALIAS = re.compile(r" \(alias .*$", re.DOTALL)
_SYSTEM = re.compile(r"(?i)(system|information_schema)\.")

_BOUND_NAME = re.compile(r"\{[^{}]*\bIdentifier\b[^{}]*\}")
_CAN_BREAK = frozenset("\n\\")
_QUOTES = frozenset("'`\"")
_TOKENS = re.compile(
    r"""'(?:[^'\\]|\\.|'')*'|`(?:[^`\\]|\\.|``)*`|"(?:[^"\\]|\\.|"")*"|--|/\*|#|\$\w*\$""",
    re.DOTALL,
)

_TABLE_FUNCTIONS = {"numbers", "zeros", "values", "generate_series", "generateSeries"}
_SETS = re.compile(r"(?i)(global)?(not)?(null)?in(ignoreset)?$")
_OUTSIDE = re.compile(
    r"(?i)(dict\w*|joinGet\w*|file|catboost\w*|filesystem\w*|sleep\w*|getServerSetting|getMacro"
    r"|showCertificate|hasColumnInTable|addressToLine\w*|addressToSymbol|demangle|hostName|fqdn"
    r"|serverUUID|tcpPort|generateSerialID|transaction\w*|mergeTreePart\w*|evalMLMethod|ai\w*"
    r"|structureTo\w*Schema|current(User|Roles|Profiles|QueryID)|(initial)?QueryID|getSetting\w*"
    r"|enabled(Roles|Profiles)|default(Roles|Profiles)|logTrace|meiliMatch|executable\w*)$"
)


def check_text(sql: str) -> None:
    """Refuses a text whose tree could lie, before the tree is asked for.

    The tree prints quoted names as they are: one with a line break could forge nodes. A
    bound Identifier would make the tree depend on more than the text.
    """
    if "\0" in sql:
        raise _refuse("A query cannot have a NUL.")
    if _BOUND_NAME.search(sql):
        raise _refuse("Parameters cannot be names.")
    if _CAN_BREAK.isdisjoint(sql):
        return
    rest = 0
    for token in _TOKENS.finditer(sql):
        text = token[0]
        between = sql[rest : token.start()]
        rest = token.end()
        if text[0] in "-/#$" or (text[0] in '`"' and not _CAN_BREAK.isdisjoint(text)):
            raise _refuse("Names may not have line breaks or backslashes, nor may comments be.")
        if not _QUOTES.isdisjoint(between):
            raise _refuse("A quotation is not closed.")
    if not _QUOTES.isdisjoint(sql[rest:]):
        raise _refuse("A quotation is not closed.")


@dataclass(slots=True)
class _Node:
    text: str
    children: int = 0


def check_tree(tree: str, database: str, shared: Collection[str]) -> None:
    """Raises QueryRefused if the tree of EXPLAIN AST reads more than the tables of teams.

    `shared` are the tables of the database that belong to no team.
    """
    path: list[_Node] = []
    for line in tree.split("\n"):
        if not line.strip():
            continue
        text = _CHILDREN.sub("", line)
        depth = len(text) - len(text.lstrip(" "))
        node = _Node(_ALIAS.sub("", text.strip()))
        if depth > len(path) or (depth == 0) == bool(path):
            raise _refuse("Only SELECT is allowed.")
        del path[depth:]
        if path:
            path[-1].children += 1
        _check_node(node.text, path, database, shared)
        path.append(node)


def _check_node(text: str, path: list[_Node], database: str, shared: Collection[str]) -> None:
    kind, _, name = text.partition(" ")
    parent = path[-1].text if path else ""
    match kind:
        case _ if not path and kind != "SelectWithUnionQuery":
            raise _refuse("Only SELECT is allowed.")
        case "Set":
            raise _refuse("SETTINGS are not allowed.")
        case "TableIdentifier":
            _check_table(name, database, shared)
        case "Identifier" if _SYSTEM.match(name) or (_is_set(path) and "." in name):
            _check_table(name, database, shared)
        case "Function" if parent == "TableExpression":
            if name not in _TABLE_FUNCTIONS:
                raise _refuse(f"The table function {name} is not allowed.")
        case "Function" if _OUTSIDE.match(name):
            raise _refuse(f"The function {name} is not allowed.")


def _is_set(path: list[_Node]) -> bool:
    """Whether the node is what IN looks into, where a name may be that of a table."""
    if len(path) < 2 or path[-1].text != "ExpressionList" or path[-1].children != 2:
        return False
    kind, _, name = path[-2].text.partition(" ")
    return kind == "Function" and _SETS.match(name) is not None


def _check_table(name: str, database: str, shared: Collection[str]) -> None:
    schema, _, table = name.rpartition(".")
    is_ours = schema in ("", database)
    if name != "system.one" and (not is_ours or table in shared):
        raise _refuse(f"The table {name} is not allowed.")


def _refuse(why: str) -> QueryRefused:
    return QueryRefused(why, code="not_allowed")
