"""What is kept is bounded in number and time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from assistant.channels.gate import Gate
from assistant.channels.turns import Bounds, TooMany, Turns
from assistant.reply import Reply


def said(text: str) -> Reply:
    return Reply(text=text, speech=text)


def work(text: str, until: asyncio.Event | None = None) -> Callable[[], Awaitable[Reply]]:
    async def run() -> Reply:
        if until is not None:
            await until.wait()
        return said(text)

    return run


def test_results_expire_and_the_oldest_go_first() -> None:
    async def run() -> None:
        now = [0.0]
        turns = Turns(Bounds(results_per_user=2, keep_s=10), clock=lambda: now[0])
        for text in "abc":
            await turns.keep("u", said(text))
        assert await turns.result("u", 0.1) == said("b")
        now[0] = 10.0
        assert not turns.has_result("u")
        assert await turns.result("u", 0.1) is None

    asyncio.run(run())


def test_the_longest_idle_users_are_forgotten_but_not_the_busy() -> None:
    async def run() -> None:
        turns, gate = Turns(Bounds(users=3)), asyncio.Event()
        busy = turns.start("busy", work("late", gate))
        for number in range(10):
            await turns.keep(f"u{number}", said(str(number)))
        assert [turns.has_result(f"u{n}") for n in (6, 7, 8, 9)] == [False, False, True, True]
        gate.set()
        assert await busy == said("late")

    asyncio.run(run())


def test_too_many_wait() -> None:
    async def run() -> None:
        turns, gate = Turns(Bounds(waiting_per_user=2, waiting=3)), asyncio.Event()
        tasks = [turns.start("u", work(str(n), gate)) for n in range(2)]
        with pytest.raises(TooMany):
            turns.start("u", work("more"))
        tasks.append(turns.start("v", work("v", gate)))
        with pytest.raises(TooMany):
            turns.start("w", work("w"))
        gate.set()
        assert [reply.text for reply in await asyncio.gather(*tasks)] == ["0", "1", "v"]
        assert (await turns.start("w", work("w"))).text == "w"

    asyncio.run(run())


def test_a_turn_that_fails_does_not_block_the_next() -> None:
    async def fail() -> Reply:
        raise RuntimeError

    async def run() -> None:
        turns = Turns()
        first, second = turns.start("u", fail), turns.start("u", work("next"))
        with pytest.raises(RuntimeError):
            await first
        assert (await second).text == "next"
        assert not turns.busy("u")

    asyncio.run(run())


def test_asking_wakes_when_a_late_answer_was_delivered_elsewhere() -> None:
    async def run() -> None:
        turns, gate = Turns(), asyncio.Event()

        async def deliver() -> None:
            async with turns.owing("u"):
                await gate.wait()

        owed = asyncio.create_task(deliver())
        await asyncio.sleep(0)
        asked = asyncio.create_task(turns.result("u", 5))
        await asyncio.sleep(0.01)
        assert not asked.done()
        gate.set()
        assert await asyncio.wait_for(asked, 1) is None
        await owed

    asyncio.run(run())


def test_turns_start_in_a_row_and_a_slow_one_blocks_nobody_for_long() -> None:
    async def run() -> None:
        gate, at_once, most, ended = Gate(at_once=1, head_start_s=0.2), 0, 0, []

        async def quick(name: int) -> None:
            nonlocal at_once, most
            async with gate.turn():
                at_once += 1
                most = max(most, at_once)
                await asyncio.sleep(0.001)
                at_once -= 1
                ended.append(name)

        await asyncio.gather(*(quick(n) for n in range(20)))
        assert (most, ended) == (1, list(range(20)))

        async def slow() -> None:
            async with gate.turn():
                await asyncio.sleep(30)

        blocked = asyncio.create_task(slow())
        await asyncio.sleep(0)
        began = asyncio.get_running_loop().time()
        await quick(20)
        assert 0.1 < asyncio.get_running_loop().time() - began < 5
        blocked.cancel()
        await asyncio.gather(blocked, return_exceptions=True)
        await quick(21)

    asyncio.run(run())
