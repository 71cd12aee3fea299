"""Does a partner that hangs delay a safety answer? The same questions with and without one, in one run.

    python -m benchmarks.partners [--turns 60]

Before each question of the middle rows the same user asks the partner, which then never answers (`sleeps`),
or blocks its thread (`blocks`). The baseline asks nobody.
"""

from __future__ import annotations

import argparse
import asyncio
import threading
import time
from statistics import median, quantiles

from assistant.dialogue import RasaBot, Turn
from assistant.partners.desk import Desk
from assistant.partners.model import Answer, Request
from assistant.partners.registry import Entry, Registered

QUESTIONS = ("차가 물에 잠겼어", "내일 부산 가는 길 안전해?")


class Hangs:
    """Takes what is meant for it and does not come back."""

    name = "지니"

    def __init__(self, how: str) -> None:
        self.how = how
        self.release = threading.Event()

    def can_take(self, request: Request) -> bool:  # noqa: ARG002
        """Everything."""
        return True

    async def answer(self, request: Request) -> Answer:  # noqa: ARG002
        """Never in time."""
        if self.how == "blocks":
            self.release.wait(60)
        await asyncio.sleep(60)
        return Answer(text="늦은 대답이에요.")

    async def stop(self, session: str) -> None:
        """Nothing."""


async def ask(bot: RasaBot, text: str, user: str, hanging: bool) -> float:
    """Milliseconds until the answer; the partner is asked 20 ms before where it hangs."""
    first = None
    if hanging:
        turn = Turn(user_id=user, text="지니한테 비트코인 얼마인지 물어봐")
        first = asyncio.create_task(bot.handle(turn))
        await asyncio.sleep(0.02)
    began = time.perf_counter()
    reply = await bot.handle(Turn(user_id=user, text=text))
    took = (time.perf_counter() - began) * 1000
    assert reply.intent in ("emergency", "ask_route_safety"), reply.intent
    if first is not None:
        await first
    return took


async def measure(loaded: RasaBot, how: str, turns: int) -> None:
    """One row."""
    partner = Hangs(how)
    desk = Desk([Registered(partner, Entry(use="hangs", called=("지니",), timeout_s=10))])
    bot = RasaBot(loaded._agent, loaded._config, desk)
    for text in QUESTIONS:
        took = [await ask(bot, text, f"{how}-{at}", how != "nobody") for at in range(turns)]
        p95 = quantiles(took, n=20)[-1]
        print(f"| {how} | {text} | {median(took):.1f} | {p95:.1f} | {max(took):.1f} |", flush=True)
    partner.release.set()


async def main() -> None:
    """All rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=60)
    options = parser.parse_args()
    bot = RasaBot.load()
    for text in QUESTIONS * 3:
        await bot.handle(Turn(user_id="warm", text=text))
    print("| partner | question | p50 ms | p95 ms | max ms |\n|---|---|---:|---:|---:|")
    for how in ("nobody", "sleeps", "blocks", "nobody"):
        await measure(bot, how, options.turns)


if __name__ == "__main__":
    asyncio.run(main())
