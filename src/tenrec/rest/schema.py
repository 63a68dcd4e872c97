"""Our OpenAPI document: operation ids, tags and security of every operation; the pages for it."""

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from tenrec.rest.csv_answer import CSVAnswer
from tenrec.rest.errors import REFUSAL_TYPES
from tenrec.rest.permissions import PUBLIC, SELF

_PARENT = re.compile(r"^/api/(?:projects|environments|organizations)/\{\w+_id\}/")
_PROJECTS_AGAIN = re.compile(r"^/api/organizations/\{organization_id\}/projects/")
_ENVIRONMENTS = re.compile(r"^/api/(?:projects|environments)/\{project_id\}/environments/")

# The log of a family and of one object of it would both end in `activity_list`.
_LOG_ENDINGS = {"activity": "_retrieve", "item_activity": "_retrieve_2"}


class Schema(AutoSchema):
    """PostHog's names for operations; security tells the scope that a key needs."""

    def get_operation_id(self) -> str:
        words: str = super().get_operation_id()
        ending = _LOG_ENDINGS.get(getattr(self.view, "action", ""))
        if ending is not None:
            words = words.removesuffix("_list") + ending
        if _PROJECTS_AGAIN.match(self.path):  # what /api/projects/ does, once more
            return words.removeprefix("organizations_").removeprefix("projects_") + "_2"
        if _ENVIRONMENTS.match(self.path):
            return words
        if _PARENT.match(self.path):
            words = words.removeprefix("projects_").removeprefix("organizations_")
        return words.removeprefix("organizations_")

    def map_renderers(self, attribute: str) -> list[str]:
        """A list is described once, as JSON; `format` tells of CSV."""
        kinds: list[str] = super().map_renderers(attribute)
        return [kind for kind in kinds if kind not in {CSVAnswer.media_type, CSVAnswer.format}]

    def get_override_parameters(self) -> list[Any]:
        if not any(isinstance(r, CSVAnswer) for r in self.view.get_renderers()):
            return []
        return [OpenApiParameter("format", str, enum=["csv", "json"])]

    def get_tags(self) -> list[str]:
        path = _PARENT.sub("/", self.path).removeprefix("/api/").strip("/")
        return [path.split("/")[0].lstrip("_")]

    def is_deprecated(self) -> bool:
        return self.path.startswith("/api/environments/")

    def get_auth(self) -> list[dict[str, list[str]]]:
        view: Any = self.view
        super().get_auth()  # makes the schemes of our authenticators known to the document
        if view.scope == PUBLIC:
            return []
        if not view.allows_keys:
            return [{"SessionAuth": []}]
        if view.scope == SELF:
            return [{"PersonalAPIKeyAuth": []}, {"SessionAuth": []}]
        is_read = self.method == "GET"
        verb = view.verb or ("read" if is_read else "write")
        secret: list[dict[str, list[str]]] = []
        if view.allows_secret_tokens:
            secret = [{"ProjectSecretAPIKeyAuth": []}]
        return [{"PersonalAPIKeyAuth": [f"{view.scope}:{verb}"]}, {"SessionAuth": []}, *secret]


def add_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Every operation may refuse, always in the same shape."""
    shape = {
        "type": "object",
        "description": "Every refusal has this shape.",
        "required": ["type", "code", "detail", "attr"],
        "properties": {
            "type": {"type": "string", "enum": sorted({*REFUSAL_TYPES, "validation_error"})},
            "code": {"type": "string", "description": "A word that a program can act on."},
            "detail": {"type": "string", "description": "A sentence for a person."},
            "attr": {
                "type": "string",
                "nullable": True,
                "description": "The field that is to blame.",
            },
            "extra": {"type": "object", "additionalProperties": {}},
        },
    }
    result["components"]["schemas"]["Error"] = shape
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for item in result["paths"].values():
        for operation in item.values():
            operation["responses"]["default"] = {"description": "Refused.", "content": content}
            _add_csv(operation)
    return result


def _add_csv(operation: dict[str, Any]) -> None:
    """Where `?format=csv` may be asked for, the answer may be a CSV file."""
    if any(parameter.get("name") == "format" for parameter in operation.get("parameters", ())):
        answers = operation["responses"].get("200", {}).get("content", {})
        answers[CSVAnswer.media_type] = {"schema": {"type": "string"}}
