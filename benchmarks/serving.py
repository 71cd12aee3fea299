"""Serving, ours beside stock Rasa: cold start, time per turn, turns a second, memory.

    python -m benchmarks.serving [--users 8] [--turns 240] [--stock MODEL.tar.gz] [--only ours|stock]

Both are real servers over HTTP with the same dialogue, data and actions. Stock is what Rasa's documentation
tells one to run: `rasa run` and `rasa run actions`, with the same pipeline but Rasa's own `DIETClassifier`;
its model is trained once into .rasa/benchmark (two minutes) unless given. Ours is `gilbeot serve` with the
newest model. Cold start is from the launch of the processes to the first answer to a question about a trip.
CPU seconds are those of the server's processes: they say what it takes when others use the machine as well.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / ".rasa" / "benchmark"
FIRST = "내일 부산 가는 길 안전해?"
TALK = (
    "안녕",
    "왜?",
    "부산 날씨 어때?",
    "특보 내려진 데 있어?",
    "경부고속도로 막혀?",
    "고마워",
    "보일러 틀어줘",
    "도움말",
)
TRIPS = (FIRST, "그럼 모레는?", "기차로 가면?", "내일 아침 아홉 시에 강릉 가는 길 안전해?")
WORKLOADS = {
    "talk": TALK,
    "trips": TRIPS,
    "both, half and half": tuple(x for pair in zip(TALK, TRIPS * 2, strict=True) for x in pair),
}
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A way to serve the bot."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    url: str
    user_key: str
    text_key: str
    environment: dict[str, str]

    def body(self, user: str, text: str) -> dict[str, Any]:
        """What is posted for one turn."""
        return {self.user_key: user, self.text_key: text}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ours(model: Path | None) -> Server:
    """`gilbeot serve`."""
    port = str(free_port())
    environment = {"GILBEOT_MODEL_DIR": str(model.parent)} if model else {}
    command = (sys.executable, "-W", "ignore", "-m", "assistant.cli", "serve", "--port", port)
    return Server(
        "gilbeot serve", (command,), f"http://127.0.0.1:{port}/v1/messages", "user_id", "text", environment
    )


def stock(model: Path) -> Server:
    """`rasa run` and `rasa run actions`."""
    port, actions = str(free_port()), str(free_port())
    endpoints = SCRATCH / "endpoints.yml"
    endpoints.write_text(f'action_endpoint:\n  url: "http://localhost:{actions}/webhook"\n', encoding="utf-8")
    rasa = (sys.executable, "-W", "ignore", "-m", "rasa", "run")
    files = (
        "--model",
        str(model),
        "--endpoints",
        str(endpoints),
        "--credentials",
        str(ROOT / "credentials.yml"),
    )
    commands = ((*rasa, "actions", "--actions", "actions", "-p", actions), (*rasa, "-p", port, *files))
    return Server(
        "rasa run + actions",
        commands,
        f"http://127.0.0.1:{port}/webhooks/rest/webhook",
        "sender",
        "message",
        {},
    )


def stock_model() -> Path:
    """The same project with Rasa's own DIET, trained if that has not been done for this config."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    config = re.sub(
        r"assistant\.nlu\.diet\.DietIntents",
        "DIETClassifier",
        (ROOT / "config.yml").read_text(encoding="utf-8"),
    )
    path, model = SCRATCH / "config.yml", SCRATCH / "stock.tar.gz"
    if model.exists() and path.exists() and path.read_text(encoding="utf-8") == config:
        return model
    path.write_text(config, encoding="utf-8")
    command = (
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "rasa",
        "train",
        "--config",
        str(path),
        "--data",
        "nlu_data",
    )
    subprocess.run(
        [*command, "--fixed-model-name", "stock", "--out", str(SCRATCH)],
        cwd=ROOT,
        env=os.environ | QUIET,
        check=True,
    )
    return model


@contextmanager
def running(server: Server) -> Iterator[list[int]]:
    """Starts the processes, gives their ids, and ends them and nobody else."""
    with (SCRATCH / "server.log").open("wb") as log:
        started = [
            subprocess.Popen(
                command, cwd=ROOT, env=os.environ | QUIET | server.environment, stdout=log, stderr=log
            )
            for command in server.commands
        ]
        try:
            yield [process.pid for process in started]
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(timeout=30)


def memory_mb(pids: Sequence[int]) -> float:
    """Resident memory of the processes."""
    fields = (Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in pids)
    return sum(int(pages) for pages in fields) * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_s(pids: Sequence[int]) -> float:
    """Seconds of processor that the processes have used so far."""
    used = (Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13] for pid in pids)
    return sum(int(ticks) for pair in used for ticks in pair) / os.sysconf("SC_CLK_TCK")


async def until_answered(http: httpx.AsyncClient, server: Server, limit_s: float = 180.0) -> None:
    """Asks until somebody answers with words. An actions server that is still starting gives none."""
    began = time.perf_counter()
    while time.perf_counter() - began < limit_s:
        try:
            answer = await http.post(server.url, json=server.body(f"start-{time.monotonic_ns()}", FIRST))
            if answer.is_success and "부산" in str(answer.json()):
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.05)
    raise SystemExit(f"{server.name} did not answer in {limit_s:.0f} s; see {SCRATCH / 'server.log'}")


async def one_by_one(
    http: httpx.AsyncClient, server: Server, texts: Sequence[str], turns: int
) -> list[float]:
    """Milliseconds of each turn; a fresh user for every round through the texts."""
    spent = []
    for number in range(turns):
        user = f"single-{number // len(texts)}"
        began = time.perf_counter()
        (await http.post(server.url, json=server.body(user, texts[number % len(texts)]))).raise_for_status()
        spent.append((time.perf_counter() - began) * 1000)
    return spent


async def together(
    http: httpx.AsyncClient, server: Server, texts: Sequence[str], turns: int, users: int
) -> float:
    """Turns a second with that many users talking at once."""

    async def talk(name: str) -> None:
        for number in range(turns // users):
            body = server.body(f"{name}-{number // len(texts)}", texts[number % len(texts)])
            (await http.post(server.url, json=body)).raise_for_status()

    began = time.perf_counter()
    await asyncio.gather(*(talk(f"user{n}-{len(texts)}") for n in range(users)))
    return (turns // users) * users / (time.perf_counter() - began)


async def measure(server: Server, turns: int, users: int) -> None:
    """Prints the rows of one server."""
    began = time.perf_counter()
    limits = httpx.Limits(max_connections=users)
    with running(server) as pids:
        async with httpx.AsyncClient(timeout=60, limits=limits) as http:
            await until_answered(http, server)
            wall = time.perf_counter() - began
            row(server.name, "cold start", f"{wall:.1f} s", f"{cpu_s(pids):.1f} s", "", memory_mb(pids))
            for name, texts in WORKLOADS.items():
                await one_by_one(http, server, texts, len(texts))
                before = cpu_s(pids)
                spent = await one_by_one(http, server, texts, turns)
                cpu = (cpu_s(pids) - before) / turns * 1000
                times = (
                    f"{mean(spent):.1f} ms (median {median(spent):.1f}, p95 {quantiles(spent, n=20)[-1]:.1f})"
                )
                rate = await together(http, server, texts, turns, users)
                row(server.name, name, times, f"{cpu:.1f} ms", f"{rate:.0f}/s", memory_mb(pids))


def row(server: str, what: str, times: str, cpu: str, rate: str, memory: float) -> None:
    """One line of the table."""
    print(f"| {server} | {what} | {times} | {cpu} | {rate} | {memory:.0f} MB |", flush=True)


def main() -> None:
    """Measures what is asked for."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--users", type=int, default=8)
    options.add_argument("--turns", type=int, default=240)
    options.add_argument("--stock", type=Path, help="a model with Rasa's own DIETClassifier")
    options.add_argument("--model", type=Path, help="our model, alone in its folder (default: the newest)")
    options.add_argument("--only", choices=("ours", "stock"))
    given = options.parse_args()
    SCRATCH.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f} before; {given.users} users at once\n")
    print("| server | what | time | CPU | turns a second | memory |\n|---|---|---|---|---|---|")
    if given.only != "stock":
        asyncio.run(measure(ours(given.model), given.turns, given.users))
    if given.only != "ours":
        asyncio.run(measure(stock(given.stock or stock_model()), given.turns, given.users))


if __name__ == "__main__":
    main()
