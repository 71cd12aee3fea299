"""`gilbeot trips`: what is kept on this machine. `import` is in `trips_import`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import clock
from assistant.commands.errors import CommandError
from assistant.commands.me import stores

if TYPE_CHECKING:
    from assistant.journeys import TripPlan

trips = typer.Typer(help="저장해 둔 여정을 보고, 지우고, 달력과 예약에서 가져와요.", no_args_is_help=True)

User = Annotated[str, typer.Option("--user", help="누구의 여정인지 (대화의 user_id)")]
Json = Annotated[bool, typer.Option("--json", help="JSON으로")]
ME = "me"
SOURCES = {"speech": "말씀", "api": "API", "calendar": "달력", "booking": "예약", "habit": "습관"}


@trips.command("list")
def listed(user: User = ME, as_json: Json = False) -> None:
    """저장해 둔 여정을 보여 줘요."""
    from assistant.api.trip_schemas import TripOut
    from assistant.store import LOCAL

    found = stores().trips.of(LOCAL, user)
    if as_json:
        typer.echo(json.dumps([TripOut.of(t).model_dump(mode="json") for t in found], ensure_ascii=False))
        return
    if not found:
        typer.echo("저장해 둔 여정이 없어요. gilbeot trips import 달력.ics --save 로 가져올 수 있어요.")
        return
    rows = [
        (
            t.id, f"{t.plan.first:%m-%d %H:%M}", t.plan.destination.short, t.plan.title,
            ", ".join(SOURCES[source] for source in t.sources), _level(t.rated),
        )
        for t in found
    ]  # fmt: skip
    table(("id", "출발", "도착지", "이름", "출처", "단계"), rows)


@trips.command("show")
def show(
    number: Annotated[str, typer.Argument(metavar="ID", help="gilbeot trips list 의 id")],
    as_json: Json = False,
) -> None:
    """여정 하나를 자세히 보여 줘요: 어디서 알게 됐는지, 얼마나 확실한지도요."""
    from assistant.api.trip_schemas import TripOut
    from assistant.store import LOCAL

    trip = stores().trips.get(LOCAL, number)
    if trip is None:
        raise CommandError(f"'{number}' 여정은 없어요. gilbeot trips list 로 확인해 주세요.")
    if as_json:
        typer.echo(TripOut.of(trip).model_dump_json())
        return
    plan = trip.plan
    papers = [plan, *(twin.plan for twin in trip.also)]
    table(
        ("출처", "이름", "어디서", "어디로", "떠날 때", "확실함"),
        [
            (
                SOURCES[each.provenance], each.title, each.origin.short, each.destination.short,
                _leaves(each), f"{each.confidence:.0%}",
            )
            for each in papers
        ],
    )  # fmt: skip
    typer.echo(f"단계: {_level(trip.rated)}")
    if len(papers) > 1:
        typer.echo("같은 여정이라 첫 줄대로 지켜봐요.")


@trips.command("delete")
def delete(number: Annotated[str, typer.Argument(metavar="ID", help="gilbeot trips list 의 id")]) -> None:
    """여정을 지워요. 달력이나 예약을 다시 읽어도 되살아나지 않아요."""
    from assistant.journeys.keeping import call_off
    from assistant.store import LOCAL

    gone = call_off(stores(), LOCAL, number)
    if not gone:
        raise CommandError(f"'{number}' 여정은 없어요. gilbeot trips list 로 확인해 주세요.")
    typer.echo(f"{number} 여정을 지웠어요.")
    for way in gone[1:]:
        typer.echo(f"'{way.plan.title}' 여정도 함께 지웠어요.")


def _leaves(plan: TripPlan) -> str:
    at = plan.first.astimezone(clock.SEOUL)
    return f"{at:%m-%d %H:%M}" if plan.depart else f"{at:%m-%d} 중에"


def _level(rated: Any) -> str:
    from assistant.answers.tables import level_word

    return level_word(rated.level) if rated is not None else "아직 모름"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Prints it; an id is never cut, since it is copied."""
    from rich.console import Console
    from rich.table import Table

    shown = Table()
    for name in head:
        shown.add_column(name, no_wrap=name == "id")
    for row in rows:
        shown.add_row(*row)
    Console().print(shown)
