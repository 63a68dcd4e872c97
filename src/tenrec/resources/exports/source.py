"""Where the rows of an export come from: a path of the API, a query, or a saved insight."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps

from tenrec.core.errors import BadRequest
from tenrec.jobs import keep_going
from tenrec.query.run import read, run
from tenrec.resources.exports.acting import ATTR, Address, Asker, ask, check_access

MOST_ROWS = 100_000
_INSIGHT = ("insights", "Insight")
_PAGE = 1_000


def check(asker: Asker, context: Mapping[str, Any], insight: Any) -> list[str]:
    """Raises when the asker may not have it, or it cannot be; gives the scopes that it needs."""
    kinds = [name for name in ("path", "source") if context.get(name)]
    if len(kinds) + (insight is not None) != 1:
        raise BadRequest(
            "Exactly one is needed: a path or a source in export_context, or an insight.",
            attr=ATTR,
        )
    _check_columns(context)
    if kinds == ["path"]:
        address = Address.read(context["path"], asker.project)
        return [ask(asker, address, 1)[1]]
    read(_query(context, insight))
    return _check_rights(asker, insight)


def rows(asker: Asker, context: Mapping[str, Any], insight_id: int | None) -> Iterator[Any]:
    """The rows, as many as one file may have; every page is asked for with the asker's rights."""
    if context.get("path"):
        found = _from_path(asker, Address.read(context["path"], asker.project))
    else:
        insight = None if insight_id is None else insight_of(asker.project.id, insight_id)
        if insight_id is not None and insight is None:
            raise BadRequest("The insight is gone.", attr="insight")
        _check_rights(asker, insight)
        query = _query(context, insight)
        found = _rows_of(run(asker.project, {"query": query}, is_export=True))
    for number, row in enumerate(found):
        if number >= MOST_ROWS:
            return
        yield row


def insight_of(project_id: int, insight_id: int) -> Any:
    """The insight of this project, or None."""
    try:
        model = apps.get_model(*_INSIGHT)
    except LookupError:  # this build keeps none
        return None
    found = model._default_manager.filter(project_id=project_id, pk=insight_id, deleted=False)
    return found.first()


def _check_rights(asker: Asker, insight: Any) -> list[str]:
    scopes = [check_access(asker, "POST", "query")]
    if insight is not None:
        scopes.append(check_access(asker, "GET", f"insights/{insight.pk}"))
    return scopes


def _query(context: Mapping[str, Any], insight: Any) -> Any:
    if insight is None:
        return context.get("source")
    if not getattr(insight, "query", None):
        raise BadRequest("This insight has no query that can be run.", attr="insight")
    return insight.query


def _from_path(asker: Asker, start: Address) -> Iterator[Any]:
    address: Address | None = start
    seen: set[Address] = set()
    while address is not None and address not in seen:
        keep_going()
        seen.add(address)
        data, _ = ask(asker, address, _PAGE)
        yield from _rows_of(data)
        address = address.next(data.get("next")) if isinstance(data, Mapping) else None


def _rows_of(data: Any) -> Iterator[Any]:
    """Of a list, a page, or an answer to a query; anything else is one row."""
    found = data.get("results", data) if isinstance(data, Mapping) else data
    if not isinstance(found, list | tuple):
        yield found
        return
    columns = data.get("columns") if isinstance(data, Mapping) else None
    names = _unique(columns) if isinstance(columns, list) else None
    for row in found:
        is_line = isinstance(row, list | tuple)
        yield dict(zip(names, row, strict=False)) if names and is_line else row


def _unique(columns: list[Any]) -> list[str]:
    """Two columns of one name must both be there."""
    seen: dict[str, int] = {}
    names = []
    for column in map(str, columns):
        seen[column] = seen.get(column, 0) + 1
        names.append(column if seen[column] == 1 else f"{column}_{seen[column]}")
    return names


def _check_columns(context: Mapping[str, Any]) -> None:
    columns = context.get("columns")
    if columns is None or (isinstance(columns, list) and all(isinstance(c, str) for c in columns)):
        return
    raise BadRequest("columns must be a list of names.", attr=ATTR)
