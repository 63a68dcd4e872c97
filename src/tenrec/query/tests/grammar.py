"""Random HogQL: typed queries over the known tables and functions, with some nonsense in them."""

from hypothesis import strategies as st

from tenrec.hogql.catalog import TABLES
from tenrec.hogql.functions import FUNCTIONS
from tenrec.hogql.table import Kind

_LINKED = {
    "events": ["person.properties.email", "person.is_identified", "pdi.person_id", "person.id",
               "group_0.key", "group_0.properties.name", "pdi.person.properties.email",
               "properties.m", "properties.$browser", "properties['m'].x[1]", "properties.price",
               "company.properties.name", "person_id", "poe.properties.email"],
    "persons": ["properties.email", "pdi.distinct_id", "properties"],
    "groups": ["properties.name", "properties"],
    "person_distinct_ids": ["person.properties.email", "person.id"],
    "person_distinct_id_overrides": ["person.is_identified"],
}  # fmt: skip
_SCALARS = sorted(name for name, function in FUNCTIONS.items() if function.kind == "scalar")
_AGGREGATES = ["count", "sum", "min", "max", "any", "uniq", "groupArray", "argMax", "countIf",
               "groupUniqArray", "topK(2)", "quantile(0.5)", "uniqExact", "sumIf", "anyLast",
               "string_agg", "groupArrayIf", "uniqState", "maxIf", "count distinct"]  # fmt: skip
_OPERATORS = ["=", "!=", "<", ">=", "like", "ilike", "=~", "!~*", "in", "not in", "||", "??"]
_CONSTANTS = ["1", "0", "2.5", "'a'", "''", "'2026-03-01'", "null", "true", "[1, 2]", "'day'",
              "('a', 'b')", "now()", "toDate('2026-03-02')", "10000000000", "'secret'"]  # fmt: skip
_JOINS = ["left join", "join", "full join", "right join", "any left join", "semi left join",
          "anti left join", "cross join", ","]  # fmt: skip


def _quoted(name: str) -> str:
    return f"`{name}`" if name in ("index", "key") else name


def _fields(table: str, alias: str) -> list[str]:
    names = [_quoted(column.name) for column in TABLES[table].columns.values()]
    return [f"{alias}.{name}" for name in [*names, *_LINKED[table]]]


def _texts(table: str, alias: str) -> list[str]:
    kinds = {c.name: c.kind for c in TABLES[table].columns.values()}
    plain = [_quoted(name) for name, kind in kinds.items() if kind is Kind.STRING]
    return [f"{alias}.{name}" for name in [*plain, *_LINKED[table]]]


@st.composite
def _value(draw: st.DrawFn, fields: list[str], texts: list[str], depth: int = 0) -> str:
    """Anything; mostly well typed, because everything becomes text at will."""
    choice = draw(st.integers(0, 13 if depth < 3 else 3))

    def inner() -> str:
        return draw(_value(fields, texts, depth + 1))

    if choice <= 1:
        return draw(st.sampled_from(fields))
    if choice == 2:
        return f"toString({draw(st.sampled_from(fields))})"
    if choice == 3:
        return draw(st.sampled_from(_CONSTANTS))
    if choice <= 5:
        return f"({draw(_test(fields, texts, depth + 1))} ? toString({inner()}) : 'no')"
    if choice <= 8:
        name = draw(st.sampled_from(_SCALARS))
        number = FUNCTIONS[name].least + draw(st.integers(0, 1))
        args = [
            draw(st.sampled_from(texts + _CONSTANTS)) if draw(st.booleans()) else inner()
            for _ in range(number)
        ]
        return f"{name}({', '.join(args)})"
    if choice == 9:
        return f"arrayMap(x -> concat(x, toString({inner()})), [toString({inner()})])"
    if choice == 10:
        table = draw(st.sampled_from(sorted(TABLES)))
        field = draw(st.sampled_from(_fields(table, "i")))
        return f"(select groupArray(toString({field})) from {table} i)"
    if choice == 11:
        return f"concat(toString({inner()}), f'-{{{draw(st.sampled_from(texts))}}}')"
    if choice == 12:
        return f"(toString({inner()}), [toString({inner()})])"
    return f"coalesce(toString({inner()}), {draw(st.sampled_from(texts))})"


@st.composite
def _test(draw: st.DrawFn, fields: list[str], texts: list[str], depth: int = 0) -> str:
    """A condition."""
    text = draw(st.sampled_from(texts))
    choice = draw(st.integers(0, 8 if depth < 3 else 3))
    if choice == 0:
        operator = draw(st.sampled_from(["=", "!=", "like", "=~", "!~*", "ilike", "not like"]))
        return f"toString({text}) {operator} {draw(st.sampled_from(texts))}::String"
    if choice == 1:
        return f"{text} is not null"
    if choice == 2:
        return f"{text} {draw(st.sampled_from(_OPERATORS))} {draw(st.sampled_from(_CONSTANTS))}"
    if choice == 3:
        return draw(st.sampled_from(["true", "1 = 1", "team_id > 0", "not false"]))
    if choice == 4:
        table = draw(st.sampled_from(sorted(TABLES)))
        field = draw(st.sampled_from(_fields(table, "i")))
        no = draw(st.sampled_from(["in", "not in"]))
        return f"toString({text}) {no} (select toString({field}) from {table} i)"
    if choice == 5:
        left = draw(_value(fields, texts, depth + 1))
        return f"toString({left}) != '{draw(st.sampled_from(['', 'x']))}'"
    word = draw(st.sampled_from(["and", "or"]))
    left, right = draw(_test(fields, texts, depth + 1)), draw(_test(fields, texts, depth + 1))
    return f"(not ({left}) {word} {right})"


@st.composite
def _source(draw: st.DrawFn, alias: str) -> tuple[str, list[str], list[str]]:
    """An entry of FROM, its fields, and those that are text."""
    table = draw(st.sampled_from([*sorted(TABLES), "events", "events"]))
    choice = draw(st.integers(0, 4))
    if choice <= 2:
        final = " final" if draw(st.integers(0, 5)) == 0 else ""
        return f"{table} as {alias}{final}", _fields(table, alias), _texts(table, alias)
    if choice == 3:
        return f"cte as {alias}", [f"{alias}.event", f"{alias}.p"], [f"{alias}.event"]
    fields, texts = _fields(table, "s"), _texts(table, "s")
    value = draw(_value(fields, texts, 2))
    text = f"(select toString({value}) as z, {draw(st.sampled_from(fields))} as y from {table} s"
    if draw(st.booleans()):
        text += f" where {draw(_test(fields, texts, 2))}"
    return f"{text}) as {alias}", [f"{alias}.z", f"{alias}.y"], [f"{alias}.z"]


@st.composite
def _select(draw: st.DrawFn, columns: int) -> str:
    source, fields, texts = draw(_source("a"))
    text = f" from {source}"
    if draw(st.integers(0, 2)) == 0:
        kind = draw(st.sampled_from(_JOINS))
        other, more, more_texts = draw(_source("b"))
        left, right = draw(st.sampled_from(fields)), draw(st.sampled_from(more))
        text += f" {kind} {other}"
        if kind not in ("cross join", ","):
            text += f" on toString({left}) = toString({right})"
        fields, texts = fields + more, texts + more_texts
    if draw(st.integers(0, 5)) == 0:
        text += f" array join [{draw(st.sampled_from(texts))}::String, 'x'] as j"
        fields = [*fields, "j"]
    if draw(st.booleans()):
        text += f" where {draw(_test(fields, texts))}"
    if draw(st.integers(0, 2)) == 0:
        return _grouped(draw, text, fields, texts, columns)
    items = [f"toString({draw(_value(fields, texts))})" for _ in range(columns)]
    if draw(st.integers(0, 4)) == 0:
        items[0] = f"toString(any({draw(st.sampled_from(fields))}) over (partition by 1))"
    if draw(st.integers(0, 3)) == 0:
        text += f" order by {draw(_value(fields, texts, 2))} desc"
    return f"select {', '.join(items)}{text} limit 20"


def _grouped(draw: st.DrawFn, text: str, fields: list[str], texts: list[str], columns: int) -> str:
    key = draw(st.sampled_from(fields))
    items = [f"toString({key})"]
    for _ in range(columns - 1):
        name = draw(st.sampled_from(_AGGREGATES))
        args = [draw(st.sampled_from(fields))]
        if name in ("argMax", "countIf", "sumIf", "groupArrayIf", "maxIf", "string_agg"):
            args.append(draw(_test(fields, texts, 2)) if name.endswith("If") else "1")
        if name == "string_agg":
            args[1] = "','"
        if name == "countIf":
            args = args[1:]
        call = f"count(distinct {args[0]})" if name == "count distinct" else None
        items.append(f"toString({call or name + '(' + ', '.join(args) + ')'})")
    end = draw(st.sampled_from(["", " with rollup", " having count() > 0", " order by count()"]))
    return f"select {', '.join(items)}{text} group by {key}{end} limit 20"


@st.composite
def queries(draw: st.DrawFn) -> str:
    """One query."""
    columns = draw(st.integers(1, 3))
    parts = [draw(_select(columns))]
    if draw(st.integers(0, 3)) == 0:
        operator = draw(st.sampled_from(["union all", "except", "intersect", "union distinct"]))
        parts = [parts[0], operator, draw(_select(columns))]
    return f"with cte as (select event, properties.m as p from events) {' '.join(parts)}"
