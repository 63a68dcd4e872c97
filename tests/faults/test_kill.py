"""SIGKILL in the middle of the load: what was acknowledged is there exactly once."""

import os
from collections.abc import Callable

import pytest
from tests.faults.kill import KillRun
from tests.live import LiveServer

pytestmark = pytest.mark.slow

ROUNDS = int(os.environ.get("TENREC_TEST_KILL_ROUNDS", "10"))


@pytest.mark.parametrize("seed", [1, 2])
def test_server__killed_again_and_again__keeps_everything_acknowledged_once(
    new_server: Callable[..., LiveServer], seed: int
) -> None:
    run = KillRun(new_server(), seed)
    for number in range(1, ROUNDS + 1):
        run.round()
        if number % 5 == 0:
            run.settle()
            run.check()
            run.server.kill()
    run.settle()
    run.check()
    assert sum(len(client.acknowledged) for client in run.clients) > 100
