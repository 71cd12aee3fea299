"""`gilbeot evaluate`: how well the understanding works, measured on labelled lines."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.errors import CommandError, UsageError

if TYPE_CHECKING:
    from assistant.evaluation.datasets import DataSet, Sets
    from assistant.evaluation.run import Results
    from assistant.evaluation.systems import System

Files = list[Path]
Intents = Annotated[Files | None, typer.Option("--intents", help="의도 파일 (TSV: intent, text).")]
Slots = Annotated[Files | None, typer.Option("--slots", help='슬롯 파일 (JSONL: {"text","now","slots"}).')]
Times = Annotated[
    Files | None, typer.Option("--times", help='시간 파일 (JSONL: {"text","now","start","end"}).')
]
Baseline = Annotated[bool, typer.Option("--baseline", help="기본 Rasa도 함께 재요. 처음에는 몇십 분 걸려요.")]
Retrain = Annotated[bool, typer.Option("--retrain", help="기본 Rasa를 새로 학습해요.")]
NoModel = Annotated[bool, typer.Option("--no-model", help="모델 없이 시간과 장소만 재요.")]
Out = Annotated[Path, typer.Option("--out", help="보고서(HTML, PNG, JSON)를 둘 폴더.")]
Markdown = Annotated[str | None, typer.Option("--markdown", help="요약 표를 쓸 파일, 또는 - (화면).")]
Levels = Annotated[int, typer.Option("--noise", min=0, max=3, help="이 단계까지 잡음을 넣어 재요.")]
Seed = Annotated[int, typer.Option("--seed", help="잡음의 씨앗.")]
Copies = Annotated[int, typer.Option("--copies", min=1, help="한 줄을 몇 번씩 망가뜨릴지.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="한 묶음에서 최대 몇 줄.")]


def evaluate(
    intents: Intents = None,
    slots: Slots = None,
    times: Times = None,
    baseline: Baseline = False,
    retrain: Retrain = False,
    no_model: NoModel = False,
    out: Out = Path("results/evaluation"),
    markdown: Markdown = None,
    noise: Levels = 2,
    seed: Seed = 1,
    copies: Copies = 3,
    limit: Limit = 2000,
) -> None:
    """얼마나 잘 알아듣는지 재요: 의도, 슬롯, 시간, 범위 밖, 잡음, 속도."""
    from rich.console import Console

    from assistant.evaluation.datasets import DataError
    from assistant.evaluation.show import print_tables, readme_table
    from assistant.evaluation.tables import all_tables

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    try:
        sets = _sets(intents or [], slots or [], times or [], limit)
    except DataError as error:
        raise UsageError(str(error)) from None
    notes: list[str] = []
    with ExitStack() as running:
        systems = _systems(no_model, notes)
        if baseline or retrain:
            systems.append(_stock(retrain, notes, running))
        else:
            notes.append("Stock Rasa was not measured (--baseline).")
        results = asyncio.run(_measure(systems, sets, range(1, noise + 1), (seed, copies), notes))
    tables = all_tables(results)
    if markdown == "-":
        print(readme_table(results), end="")
    else:
        print_tables(Console(), tables)
        for line in (*(f"absent: {name}" for name in results.absent), *results.notes):
            print(line)
    if markdown and markdown != "-":
        Path(markdown).write_text(readme_table(results), encoding="utf-8")
    print(f"{_write(results, out)}", file=sys.stderr)


def _sets(intents: Files, slots: Files, times: Files, limit: int) -> Sets:
    """The user's own files if there are any, else the sets of the project."""
    from assistant.evaluation.datasets import Sets, read, sample, standard_sets

    given: list[DataSet] = [
        read(task, path)
        for task, paths in (("intents", intents), ("slots", slots), ("times", times))
        for path in paths
    ]
    sets = Sets(present=tuple(given), absent=()) if given else standard_sets()
    return Sets(present=tuple(sample(data, limit) for data in sets.present), absent=sets.absent)


def _systems(no_model: bool, notes: list[str]) -> list[System]:
    from assistant.evaluation.systems import AnnotatorSystem, BotSystem

    if no_model:
        notes.append("The trained model was not measured (--no-model).")
        return [AnnotatorSystem()]
    from assistant.commands.bot import load_bot

    return [BotSystem(load_bot()), AnnotatorSystem()]


def _stock(retrain: bool, notes: list[str], running: ExitStack) -> System:
    """The baseline, trained if need be, on a server of its own until `running` ends."""
    from assistant.evaluation.stock import BaselineError, stock_model
    from assistant.evaluation.stock_server import StockServer
    from assistant.evaluation.systems import StockSystem

    _progress("stock Rasa: training takes a quarter of an hour if there is no cached model")
    try:
        model = stock_model(retrain=retrain)
        server = running.enter_context(StockServer(model.path))
    except BaselineError as error:
        raise CommandError(str(error)) from error
    notes.append(f"Stock Rasa: cold start {server.started_s:.0f} s; its times include HTTP on this machine.")
    if model.stale:
        notes.append("Stock Rasa was trained on an earlier version of our examples (--retrain).")
    return StockSystem(server.parse)


async def _measure(
    systems: Sequence[System], sets: Sets, levels: Sequence[int], draw: tuple[int, int], notes: list[str]
) -> Results:
    from assistant.evaluation.run import measure
    from assistant.evaluation.times import Finder, dateparser_finder, ours

    finders: list[tuple[str, Finder]] = [("gilbeot", ours)]
    dateparser = dateparser_finder()
    if dateparser:
        finders.append(("dateparser", dateparser))
    else:
        notes.append("dateparser was not measured: it is not installed (pip install dateparser).")
    results = await measure(
        systems, finders, sets, levels=levels, seed=draw[0], copies=draw[1], progress=_progress
    )
    results.notes += [*notes, f"Noise: seed {draw[0]}, {draw[1]} damaged copies of each line."]
    return results


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"… {text}", file=sys.stderr)


def _write(results: Results, folder: Path) -> Path:
    """The report in a folder: report.html, report.json and the plots as PNG files."""
    from assistant import __version__, clock
    from assistant.evaluation.page import page
    from assistant.evaluation.plots import all_plots
    from assistant.evaluation.show import as_json
    from assistant.evaluation.tables import all_tables

    folder.mkdir(parents=True, exist_ok=True)
    plots = all_plots(results)
    for caption, png in plots:
        name = "".join(char if char.isalnum() else "-" for char in caption.lower())
        (folder / f"{name.strip('-')}.png").write_bytes(png)
    (folder / "report.json").write_text(
        json.dumps(as_json(results), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    made = f"gilbeot {__version__}, {clock.now():%Y-%m-%d %H:%M}, Python {sys.version.split()[0]}"
    report = folder / "report.html"
    report.write_text(page(results, all_tables(results), plots, made), encoding="utf-8")
    return report
