"""The shelf: one look-up at a time, fresh within seconds, old answers while nobody can say."""

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tenrec.core.errors import Unavailable
from tenrec.flags.snapshot import Limits, Shelf


class Desk:
    """A loader with a book of answers, a count of questions and a clock that the test moves."""

    def __init__(self) -> None:
        self.book: dict[str, Any] = {"a": "first"}
        self.asked: Counter[str] = Counter()
        self.before: list[Any] = []
        self.is_down = False
        self.now = 100.0
        self.may_answer = threading.Event()
        self.may_answer.set()

    def load(self, key: str, before: Any) -> Any:
        self.asked[key] += 1
        self.before.append(before)
        answer = self.book.get(key)
        self.may_answer.wait(10)
        if self.is_down:
            raise OSError("down")
        return answer


Scenario = Callable[[Shelf[str, Any]], Awaitable[None]]


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.may_answer.set()


def run(desk: Desk, scenario: Scenario, **limits: Any) -> None:
    async def main() -> None:
        with ThreadPoolExecutor(2) as threads:
            shelf = Shelf(
                desk.load,
                lambda value: len(value or ""),
                threads,
                Limits(**limits),
                clock=lambda: desk.now,
            )
            await scenario(shelf)
            desk.may_answer.set()

    asyncio.run(main())


async def settled(shelf: Shelf[str, Any]) -> None:
    while shelf._loading:
        await asyncio.sleep(0.001)


def test_get__often_and_together__loads_once(desk: Desk) -> None:
    async def scenario(shelf: Shelf[str, Any]) -> None:
        assert await asyncio.gather(*(shelf.get("a") for _ in range(50))) == ["first"] * 50
        desk.now += 2.9
        assert await shelf.get("a") == "first"
        assert desk.asked == {"a": 1}

    run(desk, scenario)


def test_get__a_few_seconds_later__gives_the_old_and_fetches_the_new(desk: Desk) -> None:
    async def scenario(shelf: Shelf[str, Any]) -> None:
        await shelf.get("a")
        desk.book["a"], desk.now = "second", desk.now + 4
        assert await shelf.get("a") == "first"
        await settled(shelf)
        assert await shelf.get("a") == "second"
        assert desk.before == [None, "first"]

    run(desk, scenario)


def test_get__long_after__waits_for_the_new(desk: Desk) -> None:
    async def scenario(shelf: Shelf[str, Any]) -> None:
        await shelf.get("a")
        desk.book["a"], desk.now = "second", desk.now + 60
        assert await shelf.get("a") == "second"

    run(desk, scenario)


def test_forget__of_one__makes_only_that_one_new(desk: Desk) -> None:
    async def scenario(shelf: Shelf[str, Any]) -> None:
        desk.book["b"] = "other"
        await shelf.get("a")
        await shelf.get("b")
        desk.book["a"] = "second"
        shelf.forget("a")
        assert await shelf.get("a") == "second"
        await shelf.get("b")
        assert desk.asked == {"a": 2, "b": 1}

    run(desk, scenario)


def test_forget__while_it_is_looked_up__what_began_before_is_not_given_after(desk: Desk) -> None:
    async def scenario(shelf: Shelf[str, Any]) -> None:
        await shelf.get("a")
        desk.may_answer.clear()
        desk.now += 60
        early = asyncio.ensure_future(shelf.get("a"))
        while desk.asked["a"] < 2:
            await asyncio.sleep(0.001)
        desk.book["a"] = "second"
        shelf.forget("a")
        late = asyncio.ensure_future(shelf.get("a"))
        await asyncio.sleep(0.01)
        desk.may_answer.set()
        assert await late == "second"
        await early
        await settled(shelf)
        assert await shelf.get("a") == "second"

    run(desk, scenario)


def test_get__while_the_database_is_down__gives_what_was_known(desk: Desk) -> None:
    async def scenario(shelf: Shelf[str, Any]) -> None:
        await shelf.get("a")
        desk.is_down, desk.now = True, desk.now + 3600
        for _ in range(5):
            assert await shelf.get("a") == "first"
        assert desk.asked == {"a": 2}, "it is asked once a second"
        desk.now += 2
        assert await shelf.get("a") == "first"
        assert desk.asked == {"a": 3}
        shelf.forget()
        assert await shelf.get("a") == "first"
        with pytest.raises(Unavailable):
            await shelf.get("never seen")
        desk.is_down, desk.book["a"], desk.now = False, "second", desk.now + 2
        assert await shelf.get("a") == "second"

    run(desk, scenario)


def test_get__while_the_database_hangs__waits_a_moment_only(desk: Desk) -> None:
    async def scenario(shelf: Shelf[str, Any]) -> None:
        await shelf.get("a")
        desk.may_answer.clear()
        desk.now += 3600
        async with asyncio.timeout(5):
            assert await shelf.get("a") == "first"

    run(desk, scenario, patience_seconds=0.05)


def test_get__unknown_keys_without_end__are_not_all_looked_up(desk: Desk) -> None:
    async def scenario(shelf: Shelf[str, Any]) -> None:
        for number in range(10):
            await shelf.get(f"made up {number}")
        with pytest.raises(Unavailable):
            await shelf.get("one more")
        desk.now += 1
        assert await shelf.get("one more") is None

    run(desk, scenario, loads_at_once=10, loads_per_second=1.0)


def test_get__more_than_may_be_held__lets_the_oldest_go(desk: Desk) -> None:
    async def scenario(shelf: Shelf[str, Any]) -> None:
        for name in "abcd":
            desk.book[name] = "x" * 40
            await shelf.get(name)
        assert shelf.weight == 80
        await shelf.get("d")
        await shelf.get("c")
        assert desk.asked["c"] == desk.asked["d"] == 1
        await shelf.get("a")
        assert desk.asked["a"] == 2
        desk.book["huge"] = "x" * 1000
        assert len(await shelf.get("huge")) == 1000

    run(desk, scenario, max_weight=100)
