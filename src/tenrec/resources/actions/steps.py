"""The steps of an action as the API takes them: checked as a whole before they are kept."""

from typing import Any

from rest_framework import serializers

from tenrec.core.errors import QueryRefused
from tenrec.hogql.passes.expand_actions import FUNCTION
from tenrec.hogql.tree import Call, walk
from tenrec.query.conditions import filters_condition
from tenrec.query.regexes import check_regex
from tenrec.query.selectors import selector_regex

MATCHING = ("contains", "regex", "exact")
_MATCHED = {"url": "contains", "text": "exact", "href": "exact"}
_LONGEST = 2_000
_MOST_FILTERS = 100


class StepSerializer(serializers.Serializer[Any]):
    """One way to meet the action: an event that meets all of what is said here."""

    event = serializers.CharField(
        max_length=400, allow_null=True, allow_blank=True, required=False,
        help_text="The name of the event; null for any.",
    )  # fmt: skip
    properties = serializers.ListField(
        child=serializers.DictField(), allow_null=True, required=False, max_length=_MOST_FILTERS,
        help_text="Property filters that the event has to meet.",
    )  # fmt: skip
    selector = serializers.CharField(
        max_length=_LONGEST, allow_null=True, allow_blank=True, required=False,
        help_text="A CSS selector of the clicked element or one around it ($autocapture).",
    )  # fmt: skip
    tag_name = serializers.CharField(
        max_length=400, allow_null=True, allow_blank=True, required=False,
        help_text="The tag of the clicked element or one around it ($autocapture).",
    )  # fmt: skip
    text = serializers.CharField(
        max_length=_LONGEST, allow_null=True, allow_blank=True, required=False,
        trim_whitespace=False, help_text="The text of the clicked element ($autocapture).",
    )  # fmt: skip
    text_matching = serializers.ChoiceField(
        choices=MATCHING, allow_null=True, required=False, help_text="Default: exact."
    )
    href = serializers.CharField(
        max_length=_LONGEST, allow_null=True, allow_blank=True, required=False,
        help_text="The address of the clicked link ($autocapture).",
    )  # fmt: skip
    href_matching = serializers.ChoiceField(
        choices=MATCHING, allow_null=True, required=False, help_text="Default: exact."
    )
    url = serializers.CharField(
        max_length=_LONGEST, allow_null=True, allow_blank=True, required=False,
        help_text="The page, $current_url; with contains, % stands for anything.",
    )  # fmt: skip
    url_matching = serializers.ChoiceField(
        choices=MATCHING, allow_null=True, required=False, help_text="Default: contains."
    )

    def validate_selector(self, selector: str | None) -> str | None:
        if selector:
            try:
                selector_regex(selector)
            except QueryRefused as problem:
                raise serializers.ValidationError(problem.detail, code="invalid") from None
        return selector

    def validate_properties(self, filters: list[Any] | None) -> list[Any] | None:
        if filters:
            try:
                condition = filters_condition(filters)
                if any(
                    isinstance(node, Call) and node.name == FUNCTION for node in walk(condition)
                ):
                    raise QueryRefused("An action cannot ask for an action.")
                _check_patterns(filters)
            except QueryRefused as problem:
                raise serializers.ValidationError(problem.detail, code="invalid") from None
        return filters

    def validate(self, step: dict[str, Any]) -> dict[str, Any]:
        for name in _MATCHED:
            if step.get(f"{name}_matching") == "regex" and step.get(name):
                try:
                    check_regex(step[name])
                except QueryRefused as problem:
                    raise serializers.ValidationError({name: problem.detail}, "invalid") from None
        return _complete(step)


def _check_patterns(filters: Any) -> None:
    """Of filters whose shape is good already, those in groups included."""
    if isinstance(filters, list):
        for filter_ in filters:
            _check_patterns(filter_)
    elif "values" in filters:
        _check_patterns(filters["values"])
    elif filters.get("operator") in ("regex", "not_regex"):
        value = filters.get("value")
        for pattern in value if isinstance(value, list) else [value]:
            check_regex(str(pattern))


def _complete(step: dict[str, Any]) -> dict[str, Any]:
    """Every field, whether it was sent or not, as clients expect to read it."""
    matching = {
        f"{name}_matching": step.get(f"{name}_matching") or default
        for name, default in _MATCHED.items()
    }
    words = ("event", "selector", "tag_name", "text", "href", "url")
    plain = {name: step.get(name) or None for name in words}
    return plain | matching | {"properties": step.get("properties") or []}
