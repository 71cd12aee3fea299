"""`gilbeot trips`: what is kept on this machine, and journeys out of calendar files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import clock
from assistant.commands.errors import CommandError, UsageError
from assistant.commands.options import Now, moment

if TYPE_CHECKING:
    from assistant.journeys.appointments import Found
    from assistant.store.personal_data import PersonalData

trips = typer.Typer(help="저장해 둔 여정을 보고, 지우고, 달력 파일에서 가져와요.", no_args_is_help=True)

User = Annotated[str, typer.Option("--user", help="누구의 여정인지 (대화의 user_id)")]
Json = Annotated[bool, typer.Option("--json", help="JSON으로")]
ME = "me"


@trips.command("list")
def listed(user: User = ME, as_json: Json = False) -> None:
    """저장해 둔 여정을 보여 줘요."""
    from assistant.api.trip_schemas import TripOut
    from assistant.store import LOCAL

    found = _stores().trips.of(LOCAL, user)
    if as_json:
        typer.echo(json.dumps([TripOut.of(t).model_dump(mode="json") for t in found], ensure_ascii=False))
        return
    if not found:
        typer.echo("저장해 둔 여정이 없어요. gilbeot trips import 달력.ics --save 로 가져올 수 있어요.")
        return
    rows = [
        (t.id, f"{t.plan.first:%m-%d %H:%M}", t.plan.destination.short, t.plan.title, _level(t.rated))
        for t in found
    ]
    _table(("id", "출발", "도착지", "이름", "단계"), rows)


@trips.command("delete")
def delete(number: Annotated[str, typer.Argument(metavar="ID", help="gilbeot trips list 의 id")]) -> None:
    """여정을 지워요."""
    from assistant.store import LOCAL

    if not _stores().remove_trip(LOCAL, number):
        raise CommandError(f"'{number}' 여정은 없어요. gilbeot trips list 로 확인해 주세요.")
    typer.echo(f"{number} 여정을 지웠어요.")


@trips.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="달력 앱에서 내보낸 .ics 파일")],
    save: Annotated[bool, typer.Option("--save", help="미리 보지만 않고 저장해요")] = False,
    home: Annotated[str | None, typer.Option("--home", help="떠나는 곳 (GILBEOT_HOME)")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="며칠 앞까지")] = 60,
    user: User = ME,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """달력 파일에서 가실 길을 찾아 보여 줘요. --save 를 붙이면 저장하고 지켜봐요."""
    from assistant.commands.engine import named_place
    from assistant.journeys.appointments import trip_to
    from assistant.journeys.calendar import CalendarUnreadable, read_calendar
    from assistant.routing.chosen import planner_of
    from assistant.settings import settings

    at = moment(now) or clock.now()
    start = named_place(home or settings().home)
    try:
        read = read_calendar(file.read_bytes(), at, at + timedelta(days=days))
    except OSError as error:
        raise UsageError(f"{file} 을 읽을 수 없어요 ({error.strerror}).") from error
    except CalendarUnreadable as error:
        raise UsageError(f"{file}: {error}") from error
    planner = planner_of(settings())
    found = [trip_to(appointment, start, planner, at) for appointment in read.appointments]
    kept = _keep(found, user, at) if save else 0
    if as_json:
        typer.echo(
            json.dumps({"trips": [_document(f) for f in found], "errors": read.errors}, ensure_ascii=False)
        )
        return
    ways = [each for each in found if each.plan is not None]
    if ways:
        _table(("일정", "때", "어디", "떠날 때"), [_row(each) for each in ways])
    reasons = Counter(
        f"· {each.appointment.title or '이름 없는 일정'}: {each.why_not}"
        for each in found
        if each.plan is None
    )
    for reason, times in reasons.items():
        typer.echo(f"{reason} ({times}번)" if times > 1 else reason)
    for unread in read.errors:
        typer.echo(f"· {unread}", err=True)
    typer.echo(_summary(len(ways), kept, save=save))


def _summary(ways: int, kept: int, *, save: bool) -> str:
    if not ways:
        return "가실 길을 찾지 못했어요."
    if not save:
        return f"가실 길 {ways}개를 찾았어요. 저장하려면 --save 를 붙여 주세요."
    again = f" (나머지 {ways - kept}개는 이미 있어요)" if kept < ways else ""
    return f"여정 {kept}개를 저장했어요{again}. 서버(gilbeot serve)가 떠 있으면 지켜보다가 알려 드려요."


def _keep(found: list[Found], user: str, at: Any) -> int:
    from assistant.store import LOCAL
    from assistant.store.trips import ClientIdTaken, TooManyTrips

    store, kept = _stores().trips, 0
    for each in found:
        if each.plan is None:
            continue
        try:
            _, new = store.add(LOCAL, user, each.plan, at, client_id=each.appointment.key)
        except ClientIdTaken:  # the appointment is the same, its place or title is not
            earlier = store.by_client_id(LOCAL, user, each.appointment.key)
            if earlier is not None:
                _stores().remove_trip(LOCAL, earlier.id)
            _, new = store.add(LOCAL, user, each.plan, at, client_id=each.appointment.key)
        except TooManyTrips as error:
            raise CommandError("저장해 둔 여정이 너무 많아요. 지난 여정을 지우고 다시 해 주세요.") from error
        kept += new
    return kept


def _row(each: Found) -> tuple[str, ...]:
    assert each.plan is not None
    one = each.appointment
    start = one.start.astimezone(clock.SEOUL)
    when = f"{start:%m-%d}" if one.all_day else f"{start:%m-%d %H:%M}"
    leave = f"{each.plan.depart.astimezone(clock.SEOUL):%m-%d %H:%M}" if each.plan.depart else "그날"
    return (one.title, when, each.plan.destination.short, leave)


def _document(each: Found) -> dict[str, Any]:
    plan = each.plan
    return {
        "title": each.appointment.title,
        "start": each.appointment.start.isoformat(),
        "where": each.appointment.where,
        "destination": plan.destination.name if plan else None,
        "depart": plan.depart.isoformat() if plan and plan.depart else None,
        "confidence": plan.confidence if plan else None,
        "why_not": each.why_not,
    }


def _level(rated: Any) -> str:
    from assistant.answers.tables import level_word

    return level_word(rated.level) if rated is not None else "아직 모름"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*head)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _stores() -> PersonalData:
    from assistant.store.database import StoreError
    from assistant.store.personal_data import personal_data

    try:
        return personal_data()
    except StoreError as error:
        raise CommandError(str(error)) from error
