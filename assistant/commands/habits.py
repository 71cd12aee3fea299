"""`gilbeot habits`: usual ways out of a location history, which itself is not kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import clock
from assistant.commands.errors import CommandError, UsageError
from assistant.commands.me import stores
from assistant.commands.options import Now, moment
from assistant.journeys.habits.names import name_of, place_of

if TYPE_CHECKING:
    from assistant.journeys.habits.model import Habits

habits = typer.Typer(help="위치 기록에서 집과 회사, 자주 다니시는 길을 알아내요.", no_args_is_help=True)

User = Annotated[str, typer.Option("--user", help="누구의 습관인지 (대화의 user_id)")]
DAYS = "월화수목금토일"


@habits.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="구글 Records.json·Timeline.json, .gpx, .rec, 폴더")],
    save: Annotated[bool, typer.Option("--save", help="미리 보지만 않고 저장해요")] = False,
    agree: Annotated[bool, typer.Option("--agree", help="동의하고 시작해요")] = False,
    user: User = "me",
) -> None:
    """위치 기록을 읽어 습관만 남겨요. 기록은 저장하지 않아요."""
    from rich.console import Console
    from rich.progress import Progress

    from assistant.journeys.habits.points import HistoryUnreadable
    from assistant.journeys.habits.read import files_of, learn
    from assistant.store import LOCAL
    from assistant.store.consents import QUESTIONS, DataKind

    kind = DataKind.LOCATION_HISTORY
    if save and not agree and not stores().consents.has(LOCAL, user, kind):
        agree = typer.confirm(QUESTIONS[kind])
        if not agree:
            raise CommandError("동의하지 않으셔서 아무것도 읽거나 저장하지 않았어요.")
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("위치 기록을 읽고 있어요")

        def progress(done: int, whole: int) -> None:
            bar.update(task, completed=done, total=max(1, whole))

        try:
            found = learn(files_of(files), progress)
        except HistoryUnreadable as error:
            raise UsageError(str(error)) from error
    if found is None:
        raise CommandError("기록이 적어서 집을 알 수 없었어요. 저장한 것은 없어요.")
    _show(found)
    if not save:
        typer.echo("저장하려면 --save 를 붙여 주세요. 위치 기록 자체는 저장하지 않아요.")
        return
    if agree:
        stores().consents.give(LOCAL, user, kind, clock.now())
    stores().habits.put(LOCAL, user, found)
    typer.echo("습관만 암호화해서 저장했고, 위치 기록은 남기지 않았어요. 원래 파일은 직접 지워 주세요.")


@habits.command("show")
def show(user: User = "me") -> None:
    """알고 있는 습관을 보여 줘요."""
    _show(_known(user))


@habits.command("forget")
def forget(user: User = "me") -> None:
    """습관을 지우고 동의도 거둬요."""
    from assistant.journeys.home import withdraw
    from assistant.settings import settings
    from assistant.store import LOCAL
    from assistant.store.consents import DataKind

    withdraw(stores(), settings(), LOCAL, user, DataKind.LOCATION_HISTORY)
    typer.echo("습관을 지웠어요.")


@habits.command("next")
def next_(
    days: Annotated[int, typer.Option("--days", min=1, max=30, help="며칠 앞까지")] = 7,
    least: Annotated[float, typer.Option("--least", min=0.0, max=1.0, help="이 확률부터")] = 0.5,
    save: Annotated[bool, typer.Option("--save", help="여정으로 저장해서 지켜봐요")] = False,
    user: User = "me",
    now: Now = None,
) -> None:
    """곧 떠나실 것 같은 길을 보여 줘요. --save 를 붙이면 지켜보다가 위험해지면 알려 드려요."""
    from assistant.journeys import Provenance, TripPlan
    from assistant.store import LOCAL
    from assistant.store.trips import ClientIdTaken, TooManyTrips

    at = moment(now) or clock.now()
    kept = 0
    called_off = stores().cancelled.of(LOCAL, user)
    expected = list(_known(user).next_trips(at, days, least))
    for trip in expected:
        typer.echo(
            f"{trip.depart:%m-%d}({DAYS[trip.depart.weekday()]}) {trip.depart:%H:%M} "
            f"{name_of(trip.origin)} → {name_of(trip.destination)} {trip.probability:.0%}"
        )
        if not save or trip.key in called_off:
            continue
        plan = TripPlan(
            origin=place_of(trip.origin), destination=place_of(trip.destination), depart=trip.depart,
            provenance=Provenance.HABIT, confidence=trip.probability,
            title=f"{name_of(trip.origin)}에서 {name_of(trip.destination)}",
        )  # fmt: skip
        try:
            kept += stores().trips.add(LOCAL, user, plan, at, client_id=trip.key)[1]
        except ClientIdTaken:
            continue
        except TooManyTrips as error:
            raise CommandError("저장해 둔 여정이 너무 많아요. 지난 여정을 지우고 다시 해 주세요.") from error
    if not expected:
        typer.echo(f"{at + timedelta(days=days):%m-%d}까지 떠나실 것 같은 길이 없어요.")
    elif save:
        typer.echo(f"여정 {kept}개를 저장했어요.")


def _known(user: str) -> Habits:
    from assistant.store import LOCAL

    found = stores().habits.get(LOCAL, user)
    if found is None:
        raise CommandError("아는 습관이 없어요. gilbeot habits import 로 위치 기록에서 알아낼 수 있어요.")
    return found


def _show(found: Habits) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("요일", "떠나는 때", "어디서", "어디로", "본 날")
    for way in found.ways:
        table.add_row(
            DAYS[way.weekday],
            f"{way.minute // 60:02d}:{way.minute % 60:02d} ±{way.spread}분",
            name_of(found.places[way.origin]),
            name_of(found.places[way.destination]),
            f"{way.seen}/{way.days}",
        )
    typer.echo(f"{found.first}부터 {found.last}까지의 기록이에요.")
    Console().print(table)
