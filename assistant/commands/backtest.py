"""`gilbeot backtest`: recorded history, and what 길벗 would have said."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.errors import CommandError, UsageError

FIRST, LAST = "2023-01-01", "2025-06-27"
"""The days for which Yeongnam's bulletins are at hand."""

SEED = 20231

First = Annotated[str, typer.Option("--first", help="첫날 (ISO 8601).")]
Last = Annotated[str, typer.Option("--last", help="마지막 날.")]
Households = Annotated[int, typer.Option("--households", min=0, help="살아 볼 가구 수 (0: 하지 않음).")]
Out = Annotated[Path, typer.Option("--out", help="표와 그림을 둘 폴더.")]


def backtest(
    first: First = FIRST,
    last: Last = LAST,
    out: Out = Path("results/backtest"),
    households: Households = 12,
) -> None:
    """지난 기록에 견주어 봐요: 특보, 재난문자, 가구, 태풍 위치, 두 번의 홍수, 감염병. 몇 분 걸려요."""
    begin, end = _day("--first", first), _day("--last", last)
    if end < begin:
        raise UsageError("--last 는 --first 보다 앞설 수 없어요.")
    from assistant.backtest.records import case_counts, messages, shared_root, statements, storm_fixes

    root = shared_root()
    if root is None:
        raise CommandError("기록이 없어요. GILBEOT_SHARED 에 개발용 자료 폴더를 알려 주세요.")
    from rich.console import Console

    from assistant.backtest.floods import backtest_floods
    from assistant.backtest.households import people as members
    from assistant.backtest.infection import backtest_infection
    from assistant.backtest.living import Sky, live
    from assistant.backtest.living_report import living_plot, living_tables, ways_of
    from assistant.backtest.message_gain import LONGEST_DAYS, backtest_gain
    from assistant.backtest.message_reading import backtest_hazards, backtest_places
    from assistant.backtest.report import (
        floods_table,
        gain_tables,
        infection_table,
        reading_tables,
        typhoons_table,
        warnings_plot,
        warnings_tables,
    )
    from assistant.backtest.residents import population
    from assistant.backtest.trips import runs
    from assistant.backtest.typhoons import backtest_typhoons
    from assistant.backtest.warnings import backtest_warnings
    from assistant.evaluation.show import markdown, print_tables

    try:
        bulletins, sent = statements(root), messages(root)
        storms, cases = storm_fixes(root), case_counts(root)
    except FileNotFoundError as error:
        raise CommandError(f"기록 파일이 없어요: {error.filename}") from None
    result = backtest_warnings(bulletins, runs(begin, end), _progress)
    _progress(f"{len(sent)} disaster messages")
    lives = live(members(households, SEED), Sky(bulletins, sent), begin, end, seed=SEED, progress=_progress)
    ways = ways_of(lives, bulletins, sent)
    people = population(sent[0].at.date(), sent[-1].at.date() + timedelta(days=LONGEST_DAYS))
    tables = [
        *warnings_tables(result),
        *(living_tables(lives, ways) if households else ()),
        *reading_tables(backtest_hazards(sent), backtest_places(sent)),
        *gain_tables(backtest_gain(sent, people)),
        typhoons_table(backtest_typhoons(storms)),
        floods_table(backtest_floods()),
        infection_table(backtest_infection(cases)),
    ]
    print_tables(Console(), tables)
    out.mkdir(parents=True, exist_ok=True)
    text = "\n".join(f"**{table.title}**\n\n{markdown(table)}" for table in tables)
    (out / "backtest.md").write_text(text, encoding="utf-8")
    document = {
        table.title: [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in tables
    }
    (out / "backtest.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    if (plot := warnings_plot(result)) is not None:
        (out / "warnings.png").write_bytes(plot)
    if households and (plot := living_plot(lives, ways)) is not None:
        (out / "households.png").write_bytes(plot)
    print(out, file=sys.stderr)


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option}: '{text}' 은 날짜가 아니에요. 2024-07-01 처럼 써 주세요.") from None


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"… {text}", file=sys.stderr)
