"""`gilbeot map`: the journey as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant import clock
from assistant.commands.engine import named_place, poll_once
from assistant.commands.errors import CommandError, UsageError
from assistant.commands.options import Now, ScenarioName, moment, scenario_now
from assistant.risk.model import Mode

KINDS = (".html", ".png", ".svg")


def map_of(
    origin: Annotated[str, typer.Option("--from", help="출발지 이름")],
    destination: Annotated[str, typer.Option("--to", help="도착지 이름")],
    out: Annotated[Path, typer.Option("-o", "--out", help="만들 파일: .html, .png, .svg")],
    depart: Annotated[str | None, typer.Option("--depart", help="출발 시각 (ISO 8601)")] = None,
    mode: Annotated[Mode | None, typer.Option("--mode", help="교통수단")] = None,
    via: Annotated[str | None, typer.Option("--via", help="지나갈 길이나 곳 (자동차, 버스)")] = None,
    now: Now = None,
    scenario: ScenarioName = None,
) -> None:
    """가는 길을 지도로 그려요. 인터넷 없이 볼 수 있어요."""
    from assistant.maps import journey_map
    from assistant.maps.pixels import NoKoreanFont
    from assistant.riskclient import RiskError, RouteRequest

    kind = out.suffix.lower()
    if kind not in KINDS:
        raise UsageError(f"{out}: 파일 이름이 {', '.join(KINDS)} 가운데 하나로 끝나야 해요.")
    if not out.parent.is_dir():
        raise UsageError(f"{out.parent} 폴더가 없어요. 먼저 만들거나 다른 곳을 써 주세요.")
    poll_once(now, scenario)
    at = scenario_now(scenario, moment(now)) or clock.now()
    request = RouteRequest(
        origin=named_place(origin),
        destination=named_place(destination),
        now=at,
        depart=moment(depart) or at,
        mode=mode,
        via=named_place(via) if via else None,
        scenario=scenario,
    )
    try:
        content = journey_map(request, kind)
    except RiskError as error:
        raise CommandError(error.reason) from error
    except NoKoreanFont as error:
        raise CommandError(
            "한글 글꼴이 없어서 그림에 글자를 넣을 수 없어요. apt-get install fonts-nanum으로 설치하거나 "
            ".html이나 .svg로 만들어 주세요."
        ) from error
    try:
        out.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{out}에 쓸 수 없어요. 다른 파일 이름을 써 주세요.") from error
    typer.echo(f"{out} 파일을 만들었어요.")
