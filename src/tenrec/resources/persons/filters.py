"""Conditions on the JSON text of person properties, for SQLite and PostgreSQL."""

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, F, FloatField, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from tenrec.persons.models import Person, PersonDistinctId
from tenrec.rest.property_filters import Condition, Group

_NUMBER = r"^[+-]?[0-9]{1,200}(\.[0-9]{1,100})?([eE][+-]?[0-9]{1,2})?$"


class PropertyText(Func):
    """The value under a key of a JSON object as text; NULL when there is none."""

    output_field: Any = TextField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # json_each takes any key; a JSON path could not hold one with a quote in it.
        template = (
            "(SELECT CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
            " ELSE CAST(value AS TEXT) END FROM json_each(%(expressions)s LIMIT 1)"
        )
        return self.as_sql(
            compiler, connection, template=template, arg_joiner=") WHERE key = ", **context
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="(%(expressions)s)", arg_joiner="::json ->> ", **context
        )


def narrow(persons: QuerySet[Person], filters: Group) -> QuerySet[Person]:
    """Only those who meet the filters."""
    names: dict[str, str] = {}
    wanted = _group(filters, names)
    columns = {alias: PropertyText(F("properties"), Value(key)) for key, alias in names.items()}
    numbers = {f"{alias}_number": _number(alias) for alias in columns}
    return persons.alias(**columns).alias(**numbers).filter(wanted) if columns else persons


def search(persons: QuerySet[Person], team_id: int, text: str) -> QuerySet[Person]:
    """E-mail address contains the text, or a distinct id is the text."""
    named = PersonDistinctId.objects.filter(team_id=team_id, distinct_id=text)
    email = PropertyText(F("properties"), Value("email"))
    found = Q(sought__icontains=text) | Q(id__in=named.values("person_id"))
    return persons.alias(sought=email).filter(found)


def _number(alias: str) -> Case:
    """The text as a number, if it is one; PostgreSQL would fail on any other."""
    number = Cast(F(alias), FloatField())
    return Case(When(**{f"{alias}__regex": _NUMBER}, then=number), output_field=FloatField())


def _group(group: Group, names: dict[str, str]) -> Q:
    parts = [
        _group(part, names) if isinstance(part, Group) else _condition(part, names)
        for part in group.parts
    ]
    return reduce(or_ if group.is_any else and_, parts, Q()) if parts else Q()


def _condition(condition: Condition, names: dict[str, str]) -> Q:
    alias = names.setdefault(condition.key, f"property_{len(names)}")
    match condition.operator:
        case "exact":
            return Q(**{f"{alias}__in": condition.texts})
        case "is_not":
            return ~Q(**{f"{alias}__in": condition.texts}) | Q(**{f"{alias}__isnull": True})
        case "icontains":
            return _any(f"{alias}__icontains", condition.texts)
        case "not_icontains":
            absent = Q(**{f"{alias}__isnull": True})
            return ~_any(f"{alias}__icontains", condition.texts) | absent
        case "is_set":
            return Q(**{f"{alias}__isnull": False})
        case "is_not_set":
            return Q(**{f"{alias}__isnull": True})
        case _:
            return Q(**{f"{alias}_number__{condition.operator}": condition.number})


def _any(lookup: str, texts: tuple[str, ...]) -> Q:
    return reduce(or_, (Q(**{lookup: text}) for text in texts))
