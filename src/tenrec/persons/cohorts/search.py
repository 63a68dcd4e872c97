"""Members of a cohort by a part of their e-mail address, or by a distinct id."""

from dataclasses import dataclass

from tenrec.hogql import parse
from tenrec.hogql.comparisons import escape_like
from tenrec.hogql.compile import compile_query
from tenrec.hogql.context import CohortFacts, Context
from tenrec.hogql.tree import Constant, InCohort, Name
from tenrec.persons.cohorts.members import Members
from tenrec.store import open as stores

_FOUND = """
    from persons where {is_member} and (
        toString(properties.email) ilike {part}
        or id in (select person_id from person_distinct_ids where distinct_id = {text})
    )
"""
_PAGE = f"select id {_FOUND} order by id limit {{most}} offset {{start}}"
_COUNT = f"select count() {_FOUND}"


@dataclass(frozen=True, slots=True)
class Search:
    """The members that a text finds, in an order that stays."""

    members: Members
    text: str

    def page(self, offset: int, limit: int) -> list[str]:
        """Uuids."""
        return [str(uuid) for uuid in self._column(_PAGE, most=limit, start=offset)]

    def count(self) -> int:
        """How many there are."""
        return sum(map(int, map(str, self._column(_COUNT))))

    def _column(self, text: str, **numbers: int) -> list[object]:
        members = self.members
        if members.version is None:
            return []
        cohort = members.cohort_id
        query = parse.select(
            text,
            {
                "is_member": InCohort(Name(("id",)), cohort),
                "part": f"%{escape_like(self.text)}%",
                "text": self.text,
                **{name: Constant(number) for name, number in numbers.items()},
            },
        )
        context = Context(members.team_id, has_default_limit=False)
        context.cohorts = {cohort: CohortFacts(cohort, members.version)}
        compiled = compile_query(query, context)
        answer = (members.store or stores.current()).select(
            compiled.sql, compiled.params, team_id=members.team_id, settings=compiled.settings
        )
        return [row[0] for row in answer.rows]
