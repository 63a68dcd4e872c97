"""The JSON Schema of a template."""

from typing import Any

_WORDS = {"type": ["string", "null"], "maxLength": 400}
_PLACE = {
    "type": "object",
    "properties": {side: {"type": ["number", "null"], "minimum": 0} for side in "xywh"},
}
_LOOKS: dict[str, Any] = {
    "layouts": {"type": "object", "properties": {"sm": _PLACE, "xs": _PLACE}},
    "color": _WORDS,
}
SHAPE: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "dashboard_template",
    "title": "Template of a dashboard",
    "type": "object",
    "required": ["template_name", "tiles"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "template_name": _WORDS,
        "dashboard_description": _WORDS,
        "dashboard_filters": {
            "type": ["object", "null"],
            "properties": {
                "date_from": {"type": ["string", "null"]},
                "date_to": {"type": ["string", "null"]},
                "properties": {"type": ["array", "null"], "items": {"type": "object"}},
            },
        },
        "tags": {"type": ["array", "null"], "items": {"type": "string", "maxLength": 255}},
        "tiles": {
            "type": "array",
            "maxItems": 100,
            "items": {
                "oneOf": [
                    {
                        "type": "object",
                        "required": ["type", "query"],
                        "properties": {
                            "type": {"const": "INSIGHT"},
                            "name": _WORDS,
                            "description": _WORDS,
                            "query": {"type": "object", "required": ["kind"]},
                            **_LOOKS,
                        },
                    },
                    {
                        "type": "object",
                        "required": ["type", "body"],
                        "properties": {
                            "type": {"const": "TEXT"},
                            "body": {"type": "string", "minLength": 1, "maxLength": 4000},
                            **_LOOKS,
                        },
                    },
                ]
            },
        },
        "variables": {
            "type": ["array", "null"],
            "items": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string"},
                    "name": {"type": "string"},
                    "description": {"type": "string"},
                    "type": {"type": "string", "enum": ["event"]},
                    "required": {"type": "boolean"},
                    "default": {"type": ["object", "null"]},
                },
            },
        },
    },
}
