"""Tokens are answered from memory, re-checked behind the scenes, and cost nothing when random."""

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from tenrec.core.errors import Unavailable
from tenrec.edge.tokens import Limits, Tokens


class Desk:
    """A loader with a book of answers, a count of questions and a clock that the test moves."""

    def __init__(self) -> None:
        self.book: dict[str, int] = {"phc_a": 1}
        self.asked: Counter[str] = Counter()
        self.is_down = False
        self.now = 100.0
        self.may_answer = threading.Event()
        self.may_answer.set()

    def load(self, token: str) -> int | None:
        self.asked[token] += 1
        answer = self.book.get(token)
        self.may_answer.wait(10)
        if self.is_down:
            raise OSError("down")
        return answer

    def tokens(self, **limits: Any) -> Tokens:
        return Tokens(self.load, Limits(**limits), clock=lambda: self.now)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.may_answer.set()


def run(desk: Desk, scenario: Callable[[Tokens], Awaitable[None]], **limits: Any) -> None:
    async def main() -> None:
        tokens = desk.tokens(**limits)
        await scenario(tokens)
        tokens.close()

    asyncio.run(main())


async def settle(tokens: Tokens) -> None:
    while tokens._asking:
        await asyncio.sleep(0.001)


def test_team_id__asked_often__loads_once(desk: Desk) -> None:
    async def scenario(tokens: Tokens) -> None:
        answers = await asyncio.gather(*(tokens.team_id("phc_a") for _ in range(50)))
        assert answers == [1] * 50
        assert desk.asked["phc_a"] == 1

    run(desk, scenario)


def test_team_id__after_ten_seconds__answers_at_once_and_checks_behind(desk: Desk) -> None:
    async def scenario(tokens: Tokens) -> None:
        await tokens.team_id("phc_a")
        del desk.book["phc_a"]
        desk.now += 11
        assert await tokens.team_id("phc_a") == 1
        await settle(tokens)
        assert await tokens.team_id("phc_a") is None
        assert desk.asked["phc_a"] == 2

    run(desk, scenario)


def test_team_id__not_used_for_long__waits_for_the_check(desk: Desk) -> None:
    async def scenario(tokens: Tokens) -> None:
        await tokens.team_id("phc_a")
        del desk.book["phc_a"]
        desk.now += 1000
        assert await tokens.team_id("phc_a") is None

    run(desk, scenario)


def test_team_id__database_down__known_tokens_stay_good(desk: Desk) -> None:
    async def scenario(tokens: Tokens) -> None:
        await tokens.team_id("phc_a")
        desk.is_down = True
        for seconds in (11, 1000):
            desk.now += seconds
            assert await tokens.team_id("phc_a") == 1
            await settle(tokens)
        with pytest.raises(Unavailable):
            await tokens.team_id("phc_b")

    run(desk, scenario)


def test_team_id__unknown__is_believed_for_two_seconds(desk: Desk) -> None:
    async def scenario(tokens: Tokens) -> None:
        assert await tokens.team_id("phc_new") is None
        desk.book["phc_new"] = 7
        assert await tokens.team_id("phc_new") is None
        desk.now += 2
        assert await tokens.team_id("phc_new") == 7
        assert desk.asked["phc_new"] == 2

    run(desk, scenario)


def test_team_id__random_tokens__are_bounded_in_memory_and_look_ups(desk: Desk) -> None:
    async def scenario(tokens: Tokens) -> None:
        await tokens.team_id("phc_a")
        refused = 0
        for number in range(500):
            try:
                assert await tokens.team_id(f"random{number}") is None
            except Unavailable:
                refused += 1
        assert refused == 500 - 99
        assert len(tokens._unknown) == 10
        assert await tokens.team_id("phc_a") == 1
        desk.now += 1
        assert await tokens.team_id("random-later") is None

    run(desk, scenario, max_unknown=10, loads_at_once=100, loads_per_second=1)


def test_team_id__many_good_tokens__keeps_the_newest(desk: Desk) -> None:
    async def scenario(tokens: Tokens) -> None:
        for number in range(20):
            desk.book[f"phc_{number}"] = number
            await tokens.team_id(f"phc_{number}")
        assert list(tokens._known) == [f"phc_{number}" for number in range(15, 20)]

    run(desk, scenario, max_known=5)


def test_forget__token__is_asked_again(desk: Desk) -> None:
    async def scenario(tokens: Tokens) -> None:
        for one in ("phc_a", None):
            await tokens.team_id("phc_a")
            desk.book["phc_a"] += 1
            tokens.forget(one)
            assert await tokens.team_id("phc_a") == desk.book["phc_a"]

    run(desk, scenario)


def test_forget__while_it_is_asked_for__does_not_bring_the_old_answer_back(desk: Desk) -> None:
    async def scenario(tokens: Tokens) -> None:
        desk.may_answer.clear()
        asking = asyncio.ensure_future(tokens.team_id("phc_a"))
        while not desk.asked:
            await asyncio.sleep(0.001)
        desk.book["phc_a"] = 2
        tokens.forget("phc_a")
        desk.may_answer.set()
        await asking
        assert await tokens.team_id("phc_a") == 2

    run(desk, scenario)
