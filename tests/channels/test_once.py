"""The same request again is given the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from assistant.channels.once import Once, Replayed


class Maker:
    """Makes answers, and counts them."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, wait_s: float = 0.0, fails: bool = False) -> Callable[[], Awaitable[bytes]]:
        async def make() -> bytes:
            self.made += 1
            number = self.made
            await asyncio.sleep(wait_s)
            if fails:
                raise RuntimeError
            return str(number).encode()

        return make


def test_made_once_also_while_it_is_being_made() -> None:
    async def go() -> None:
        once, make = Once(), Maker()
        answers = await asyncio.gather(*(once.answer("n", b"body", make(0.01)) for _ in range(5)))
        assert [*answers, await once.answer("n", b"body", make())] == [b"1"] * 6
        assert await once.answer("m", b"body", make()) == b"2"

    asyncio.run(go())


def test_the_number_of_another_request_is_refused() -> None:
    async def go() -> None:
        once, make = Once(), Maker()
        await once.answer("n", b"one", make())
        with pytest.raises(Replayed):
            await once.answer("n", b"two", make())
        assert make.made == 1

    asyncio.run(go())


def test_bounded_and_forgotten_in_time() -> None:
    async def go() -> None:
        now = [0.0]
        once, make = Once(most=3, keep_s=10, clock=lambda: now[0]), Maker()
        for number in range(5):
            await once.answer(str(number), b"", make())
        assert await once.answer("4", b"", make()) == b"5"
        assert await once.answer("0", b"", make()) == b"6"
        now[0] = 10.5
        assert await once.answer("4", b"", make()) == b"7"

    asyncio.run(go())


def test_a_failure_may_be_asked_again_and_one_who_hangs_up_takes_nothing_away() -> None:
    async def go() -> None:
        once, make = Once(), Maker()
        with pytest.raises(RuntimeError):
            await once.answer("n", b"", make(fails=True))
        await asyncio.sleep(0)
        assert await once.answer("n", b"", make()) == b"2"
        first = asyncio.create_task(once.answer("m", b"", make(0.02)))
        await asyncio.sleep(0)
        second = asyncio.create_task(once.answer("m", b"", make(0.02)))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == b"3"

    asyncio.run(go())
