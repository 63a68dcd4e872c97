"""The pipeline steps aside for capture, and never for long."""

import time

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
    give_way.renew(time.time() - courtesy.LONGEST_SECONDS + 0.02)
    give_way()  # returns although capture is busy
    asked = 0

    def is_busy() -> bool:
        nonlocal asked
        asked += 1
        return True

    late = Courtesy(is_busy)
    late.renew(time.time() - 2 * courtesy.LONGEST_SECONDS)
    late()
    assert asked == 0
