"""Remote configuration with the Python SDK, and what its older releases ask of flags."""

from typing import Any

import httpx
import pytest
from posthog import Posthog
from tests.live import LiveServer
from tests.sdk.flags import make_flag, of_person

pytestmark = pytest.mark.slow


@pytest.fixture
def secret(server: LiveServer) -> str:
    answer = server.ask("PATCH", "/api/projects/@current/rotate_secret_token/")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["secret_api_token"])


def test_remote_config__with_either_key__told_and_sealed_ones_to_persons_alone(
    server: LiveServer, secret: str, someone: str
) -> None:
    key = f"config-{someone[-8:]}"
    payload = {"payloads": {"true": '{"colour": "teal"}'}}
    make_flag(server, key, filters=payload, is_remote_configuration=True)
    make_flag(server, f"{key}-sealed", filters=payload, is_remote_configuration=True,
              has_encrypted_payloads=True)  # fmt: skip
    told: dict[str, list[Any]] = {}
    for kind, value in (("person", server.key), ("project", secret)):
        client = Posthog(server.token, host=server.url, secret_key=value,
                         enable_local_evaluation=False)  # fmt: skip
        told[kind] = [
            client.get_remote_config_payload(name)
            for name in (key, f"{key}-sealed", "config-unknown")
        ]
        client.shutdown()
    assert told["person"] == ['{"colour": "teal"}', '{"colour": "teal"}', None]
    assert told["project"] == ['{"colour": "teal"}', '"********* (encrypted)"', None]


def test_older_local_evaluation__with_either_key__same_flags(
    server: LiveServer, secret: str, someone: str
) -> None:
    key = f"older-{someone[-8:]}"
    made = make_flag(server, key, of_person("plan", ["pro"]))
    path = f"{server.url}/api/feature_flag/local_evaluation/?token={server.token}&send_cohorts"
    for value in (server.key, secret):
        answer = httpx.get(path, headers={"Authorization": f"Bearer {value}"})
        assert answer.status_code == 200, answer.text
        flags = {flag["key"]: flag for flag in answer.json()["flags"]}
        assert flags[key]["filters"] == made["filters"]
        again = httpx.get(
            path,
            headers={"Authorization": f"Bearer {value}", "If-None-Match": answer.headers["ETag"]},
        )
        assert (again.status_code, again.content) == (304, b"")
    assert httpx.get(path).status_code == 401
