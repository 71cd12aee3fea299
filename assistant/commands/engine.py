"""`gilbeot risk`, `gilbeot feeds`, `gilbeot scenarios`: the engine without the dialogue."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant import clock
from assistant.commands.errors import CommandError, UsageError
from assistant.commands.options import AsJson, Now, ScenarioName, moment, scenario_now
from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.places.model import Place
from assistant.risk.model import Assessment, Mode

risk = typer.Typer(help="대화 없이 위험 엔진만 써요.", no_args_is_help=True)


@risk.callback()
def _group() -> None:
    """대화 없이 위험 엔진만 써요."""


@risk.command("route")
def route(
    origin: Annotated[str, typer.Option("--from", help="출발지 이름")],
    destination: Annotated[str, typer.Option("--to", help="도착지 이름")],
    depart: Annotated[str | None, typer.Option("--depart", help="출발 시각 (ISO 8601)")] = None,
    mode: Annotated[Mode | None, typer.Option("--mode", help="교통수단")] = None,
    via: Annotated[str | None, typer.Option("--via", help="지나갈 길이나 곳 (자동차, 버스)")] = None,
    avoid: Annotated[list[str] | None, typer.Option("--avoid", help="피할 시·군·구, 시·도 (여러 번)")] = None,
    avoid_cell: Annotated[list[str] | None, typer.Option("--avoid-cell", help="피할 H3 셀 (여러 번)")] = None,
    now: Now = None,
    scenario: ScenarioName = None,
    as_json: AsJson = False,
) -> None:
    """한 여정의 위험을 평가해요."""
    from assistant.api.places_in import BadPlace, resolve_avoided, resolve_cells
    from assistant.engine import LocalEngine
    from assistant.riskclient import RiskError, RouteRequest

    try:
        avoided, cells = resolve_avoided(avoid or ()), resolve_cells(avoid_cell or ())
    except BadPlace as error:
        raise UsageError(error.reason) from error
    poll_once(now, scenario)
    at = scenario_now(scenario, moment(now)) or clock.now()
    request = RouteRequest(
        origin=named_place(origin),
        destination=named_place(destination),
        now=at,
        depart=moment(depart) or at,
        mode=mode,
        via=named_place(via) if via else None,
        avoid_regions=avoided,
        avoid_cells=cells,
        scenario=scenario,
    )
    try:
        assessment = asyncio.run(LocalEngine.default().assess_route(request))
    except RiskError as error:
        raise CommandError(error.reason) from error
    if as_json:
        document = TypeAdapter(Assessment).dump_python(assessment, mode="json", by_alias=True)
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    from assistant.answers import route_answer
    from assistant.commands.show import show_reply

    show_reply(Console(), route_answer(assessment, at))


def named_place(name: str) -> Place:
    """The place of that name. An ambiguous or unknown name is an error that says how to be exact."""
    from assistant.korean.josa import josa
    from assistant.places.gazetteer import load_gazetteer
    from assistant.places.resolve import Ambiguous, resolve

    quoted = josa(f"'{name}'", "은")
    mentions = [mention for mention in load_gazetteer().mentions(name) if mention.candidates]
    if len(mentions) != 1:
        raise UsageError(f"{quoted} 제가 모르는 곳이에요. 시·군·구, 읍·면·동, 역, 공항 이름을 써 주세요.")
    chosen = resolve(mentions[0], context=name)
    if isinstance(chosen, Ambiguous):
        names = ", ".join(chosen.labels)
        raise UsageError(f"{quoted} 여러 곳이에요: {names}. 도 이름을 붙여 주세요.")
    return chosen


def feeds(now: Now = None, scenario: ScenarioName = None, as_json: AsJson = False) -> None:
    """어떤 정보원을 쓰고 있고, 상태가 어떤지 보여 줘요."""
    from assistant.engine import LocalEngine

    at = scenario_now(scenario, moment(now)) or clock.now()
    served = _served() if now is None and scenario is None else None
    if served is None:
        poll_once(now, scenario)
        at = at if now or scenario else clock.now()
    rows = served or asyncio.run(LocalEngine.default().feeds(at, scenario))
    if as_json:
        print(
            json.dumps(
                TypeAdapter(tuple[FeedHealth, ...]).dump_python(rows, mode="json"),
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    title = f"{at:%Y-%m-%d %H:%M} 기준" + (" (실행 중인 서버)" if served else "")
    _show_feeds(Console(), rows, title)


_STATUS = {
    FeedStatus.OK: "[green]정상[/green]",
    FeedStatus.STALE: "[yellow]오래됨[/yellow]",
    FeedStatus.FAILED: "[red]실패[/red]",
}


def _show_feeds(console: Console, rows: Sequence[FeedHealth], title: str) -> None:
    """Connected sources as a table; below, one line for each that waits for a setting, which a narrow
    terminal does not cut in two."""
    table = Table("정보원", "상태", "확인", "최근 발표", title=title)
    table.add_column("설명", overflow="fold")
    waiting = [row for row in rows if row.status is FeedStatus.UNCONFIGURED]
    for row in rows:
        if row.status is not FeedStatus.UNCONFIGURED:
            asked, newest = (f"{t:%m-%d %H:%M}" if t else "-" for t in (row.last_success, row.newest))
            detail = f"[{row.error}] {row.detail}" if row.error else row.detail
            table.add_row(row.source, _STATUS[row.status], asked, newest, escape(detail))
    console.print(table)
    if waiting:
        console.print(f"\n연결 안 된 정보원 {len(waiting)}개 (여기서 나오는 위험은 '모름'이에요):")
        for row in waiting:
            console.print(f"· [bold]{escape(row.source)}[/bold] — {escape(row.detail)}", highlight=False)


def _served() -> tuple[FeedHealth, ...] | None:
    """What a running server says of its sources, which it has polled for longer; None without one."""
    import httpx

    from assistant.api.schemas import FEEDS
    from assistant.settings import settings

    try:
        answer = httpx.get(f"http://127.0.0.1:{settings().port}/v1/feeds", timeout=2.0)
        return FEEDS.validate_json(answer.raise_for_status().content)
    except (httpx.HTTPError, ValueError):
        return None


def poll_once(now: str | None, scenario: str | None) -> None:
    """Asks the configured live sources, for a command that looks at the present."""
    if now is None and scenario is None:
        from assistant.feeds.connect import live_sources
        from assistant.settings import settings

        asyncio.run(live_sources().refresh(settings().timeout_s * 2))


def scenarios() -> None:
    """재생할 수 있는 실제 상황들을 보여 줘요."""
    from assistant.feeds.scenarios import list_scenarios, load_scenario

    table = Table("이름", "제목", "권하는 시각")
    for name in list_scenarios():
        meta: Any = load_scenario(name).meta
        table.add_row(name, meta.title, f"{meta.suggested_now:%Y-%m-%dT%H:%M%z}")
    Console().print(table)
