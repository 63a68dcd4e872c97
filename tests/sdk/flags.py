"""Flags of a running server, made through its API, for whoever asks for them with an SDK."""

from typing import Any

from tests.live import LiveServer

EVERYBODY = {"properties": [], "rollout_percentage": 100}
NOBODY = {"properties": [], "rollout_percentage": 0}


def of_person(key: str, value: Any, operator: str = "exact") -> dict[str, Any]:
    properties = [{"key": key, "value": value, "operator": operator, "type": "person"}]
    return {"properties": properties, "rollout_percentage": 100}


def of_company(key: str, value: Any) -> dict[str, Any]:
    properties = [
        {"key": key, "value": value, "operator": "exact", "type": "group", "group_type_index": 0}
    ]
    return {"properties": properties, "rollout_percentage": 100}


def make_flag(
    server: LiveServer, key: str, *conditions: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """The flag as the API tells it."""
    filters = {"groups": list(conditions) or [EVERYBODY], **more.pop("filters", {})}
    answer = server.ask(
        "POST",
        "/api/projects/@current/feature_flags/",
        json={"key": key, "name": key, "filters": filters, **more},
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def change_flag(server: LiveServer, flag: dict[str, Any], **fields: Any) -> None:
    path = f"/api/projects/@current/feature_flags/{flag['id']}/"
    answer = server.ask("PATCH", path, json=fields)
    assert answer.status_code == 200, answer.text


def halves(name: str = "multivariate") -> dict[str, Any]:
    """Two variants of the same weight, each with a payload."""
    return {
        name: {
            "variants": [
                {"key": "control", "name": "", "rollout_percentage": 50},
                {"key": "test", "name": "", "rollout_percentage": 50},
            ]
        },
        "payloads": {"control": '{"colour": "grey"}', "test": '{"colour": "teal"}'},
    }
