"""Criteria to a condition of the language, over the table `persons`."""

from tenrec.core.errors import BadRequest, QueryRefused
from tenrec.hogql.comparisons import all_of, any_of, compared
from tenrec.hogql.tree import Call, Constant, InCohort, Name, Node
from tenrec.persons.cohorts.criteria import Behaviour, Criterion, Group, InOther, Property

NOT_CALCULATED = (
    "What persons did (behavioral criteria) is kept but not calculated yet: this cohort has no "
    "members until it is."
)


def condition(criterion: Criterion) -> Node:
    """True of who meets it, and false of everybody else: never NULL."""
    match criterion:
        case Group(is_any=is_any, parts=parts):
            made = [condition(part) for part in parts]
            if not made:
                return Constant(False)
            return any_of(made) if is_any else all_of(made)
        case Property():
            return _property(criterion)
        case InOther(cohort_id=cohort_id, is_not=is_not):
            return InCohort(Name(("id",)), cohort_id, is_not)
        case Behaviour():
            raise BadRequest(NOT_CALCULATED, code="behavioral_cohort_found", attr="filters")


def _property(criterion: Property) -> Node:
    subject = Name(("properties", criterion.key))
    try:
        made = compared(subject, criterion.operator, criterion.value)
    except QueryRefused as refusal:
        raise BadRequest(f"{criterion.key}: {refusal.detail}", attr="filters") from None
    return Call("not", [Call("ifNull", [made, Constant(False)])]) if criterion.is_not else made
