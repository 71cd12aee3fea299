"""How long KakaoTalk waits for an answer: p50 and p99 with many users at once.

    python -m benchmarks.kakao [--users 20] [--turns 12] [--think 0 2] [--stock MODEL.tar.gz]

Starts `gilbeot serve` and talks to `POST /channels/kakao` as KakaoTalk does: every user is a person of their
own with a conversation of trips, follow-ups, warnings and small talk. `--think` is the pause between answer
and next utterance in seconds: 0 drives the server as hard as it goes, 2 is a person who reads quickly.
`--stock` holds the same conversations with `rasa run` and `rasa run actions` over Rasa's REST channel, which
has no cards and no deadline.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx

from benchmarks.serving import (
    FIRST,
    SCRATCH,
    TALK,
    TRIPS,
    Server,
    cpu_s,
    memory_mb,
    ours,
    running,
    stock,
    until_answered,
)

KAKAO_LIMIT_S = 5.0
Body = Callable[[str, str], dict[str, Any]]


def skill_request(user: str, text: str) -> dict[str, Any]:
    """What KakaoTalk posts."""
    return {
        "userRequest": {"utterance": text, "lang": "kr", "user": {"id": user, "type": "botUserKey"}},
        "bot": {"id": "benchmark", "name": "길벗"},
        "action": {"name": "길벗", "clientExtra": None, "params": {}, "detailParams": {}},
        "contexts": [],
    }


def utterances(number: int, turns: int) -> list[str]:
    """One person's conversation: starts with a trip, then trips and talk, half and half."""
    chance = random.Random(number)
    return [FIRST, *(chance.choice(chance.choice((TALK, TRIPS))) for _ in range(turns - 1))]


async def person(
    http: httpx.AsyncClient, url: str, body: Body, number: int, turns: int, think_s: float
) -> list[float]:
    """Milliseconds of each turn."""
    spent = []
    chance = random.Random(-number)
    await asyncio.sleep(chance.uniform(0, think_s))
    for text in utterances(number, turns):
        began = time.perf_counter()
        (await http.post(url, json=body(f"person-{think_s}-{number}", text))).raise_for_status()
        spent.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(chance.uniform(0.5, 1.5) * think_s)
    return spent


async def measure(
    server: Server, url: str, body: Body, users: int, turns: int, thinks: Sequence[float]
) -> None:
    """Prints a row for each pause."""
    limits = httpx.Limits(max_connections=users)
    with running(server) as pids:
        async with httpx.AsyncClient(timeout=60, limits=limits) as http:
            await until_answered(http, server)
            await person(http, url, body, -1, len(TALK), 0)
            for think_s in thinks:
                cpu, began = cpu_s(pids), time.perf_counter()
                people = (person(http, url, body, n, turns, think_s) for n in range(users))
                spent = [ms for one in await asyncio.gather(*people) for ms in one]
                wall = time.perf_counter() - began
                late = sum(ms > KAKAO_LIMIT_S * 1000 for ms in spent)
                print(
                    f"| {server.name} | {users} | {think_s:g} s | {median(spent):.0f} ms "
                    f"| {quantiles(spent, n=100)[98]:.0f} ms | {max(spent):.0f} ms | {late} of {len(spent)} "
                    f"| {len(spent) / wall:.0f}/s | {(cpu_s(pids) - cpu) / len(spent) * 1000:.0f} ms "
                    f"| {memory_mb(pids):.0f} MB |",
                    flush=True,
                )


def main() -> None:
    """Measures what is asked for."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--users", type=int, default=20)
    options.add_argument("--turns", type=int, default=12)
    options.add_argument("--think", type=float, nargs="+", default=[0.0, 2.0])
    options.add_argument("--stock", type=Path, help="a model with Rasa's own DIETClassifier")
    given = options.parse_args()
    SCRATCH.mkdir(parents=True, exist_ok=True)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before\n")
    print("| server | users | pause | p50 | p99 | longest | over 5 s | turns | CPU a turn | memory |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    server = ours(None)
    url = server.url.replace("/v1/messages", "/channels/kakao")
    asyncio.run(measure(server, url, skill_request, given.users, given.turns, given.think))
    if given.stock:
        rasa = stock(given.stock)
        asyncio.run(measure(rasa, rasa.url, rasa.body, given.users, given.turns, given.think))


if __name__ == "__main__":
    main()
