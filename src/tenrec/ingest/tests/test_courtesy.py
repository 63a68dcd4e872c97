"""The pipeline steps aside for capture, and never for long."""

import time

import pytest

from tenrec.ingest import courtesy
from tenrec.ingest.courtesy import Courtesy


def test_courtesy__capture_is_calm__does_not_wait() -> None:
    asked = 0

    def is_busy() -> bool:
        nonlocal asked
        asked += 1
        return False

    Courtesy(is_busy)()
    assert asked == 1


def test_courtesy__capture_becomes_calm__goes_on() -> None:
    answers = iter([True, True, True, False])
    Courtesy(lambda: next(answers))()
    assert next(answers, None) is None


def test_courtesy__capture_stays_busy__its_patience_ends() -> None:
    give_way = Courtesy(lambda: True)
    give_way.renew(time.time() - courtesy.LONGEST_SECONDS + 0.05)
    give_way()  # returns although capture is busy


def test_courtesy__events_have_waited_long__pauses_at_most_as_long_as_it_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    now = 1000.0

    def sleep(seconds: float) -> None:
        nonlocal now
        slept.append(seconds)
        now += seconds

    monkeypatch.setattr(courtesy.time, "monotonic", lambda: now)
    monkeypatch.setattr(courtesy.time, "sleep", sleep)
    late = Courtesy(lambda: True)
    late.renew(time.time() - 2 * courtesy.LONGEST_SECONDS)
    worked = 0.0
    for _ in range(1000):
        now += 0.001
        worked += 0.001
        late()
    assert 0 < sum(slept) <= worked
