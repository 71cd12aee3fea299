"""`gilbeot trips import`: journeys out of calendars and bookings, shown first."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import clock
from assistant.commands.errors import CommandError, UsageError
from assistant.commands.me import stores
from assistant.commands.options import Now, moment
from assistant.commands.trips import ME, Json, User, table, trips

if TYPE_CHECKING:
    from assistant.journeys.appointments import Found
    from assistant.journeys.importing import Kept

__all__ = ["trips"]

MANY = 50
"""Files after which progress is told."""
ENDINGS = frozenset(".ics .eml .html .htm .json .pkpass .pkpasses .txt".split())
"""What is read of a folder."""


@trips.command("import")
def import_(
    files: Annotated[
        list[str],
        typer.Argument(help="예약 메일(.eml), 달력(.ics), 패스(.pkpass), 웹 페이지, 글, 폴더, 달력 주소"),
    ],
    save: Annotated[bool, typer.Option("--save", help="미리 보지만 않고 저장해요")] = False,
    home: Annotated[str | None, typer.Option("--home", help="떠나는 곳 (GILBEOT_HOME)")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="며칠 앞까지")] = 60,
    again: Annotated[bool, typer.Option("--again", help="취소하신 여정도 다시 저장해요")] = False,
    user: User = ME,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """달력과 예약에서 가실 길을 찾아 보여 줘요. --save 를 붙이면 저장하고 지켜봐요."""
    from assistant.commands.engine import named_place
    from assistant.journeys.home import home_of
    from assistant.journeys.importing import Kept, found_out, import_documents, keep, reservation_out
    from assistant.routing.chosen import planner_of
    from assistant.settings import settings
    from assistant.store import LOCAL
    from assistant.store.trips import TooManyTrips

    at = moment(now) or clock.now()
    start = home_of(home, settings(), stores(), LOCAL, user, named_place)
    addresses = [each for each in files if "://" in each]
    local = [Path(each) for each in files if "://" not in each]
    paths = _paths(local) if local else []
    documents = chain(_fetched(addresses), _contents(paths, quiet=as_json or len(paths) < MANY))
    read = import_documents(documents, start, planner_of(settings()), at, days)
    if read.unreadable == len(addresses) + len(paths):
        raise UsageError("\n".join(read.errors))
    try:
        kept = keep(stores(), LOCAL, user, read.found, at, again=again) if save else Kept(0, 0)
    except TooManyTrips as error:
        raise CommandError("저장해 둔 여정이 너무 많아요. 지난 여정을 지우고 다시 해 주세요.") from error
    if as_json:
        document = {
            "reservations": [reservation_out(each) for each in read.reservations],
            "trips": [found_out(each) for each in read.found],
            "errors": read.errors,
            "saved": kept.new,
            "called_off": kept.called_off,
        }
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    ways = [each for each in read.found if each.plan is not None]
    if ways:
        table(("일정", "때", "어디", "떠날 때"), [_row(each) for each in ways])
    if any(each.plan.origin_source for each in ways if each.plan is not None):
        sure = f"확실함 {start.confidence:.0%}, 다른 곳이면 --home"
        typer.echo(f"습관에서 알아낸 집에서 떠나시는 것으로 봤어요 ({sure}).")
    reasons = Counter(
        f"· {each.appointment.title or '이름 없는 일정'}: {each.why_not}"
        for each in read.found
        if each.plan is None
    )
    for reason, times in reasons.items():
        typer.echo(f"{reason} ({times}번)" if times > 1 else reason)
    for unread in read.errors:
        typer.echo(f"· {unread}", err=True)
    typer.echo(_summary(len(ways), kept, save=save))


def _paths(given: Sequence[Path]) -> list[Path]:
    """The files, and those of the folders given."""
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            found += sorted(
                each for each in path.rglob("*") if each.is_file() and each.suffix.lower() in ENDINGS
            )
        elif path.is_file():
            found.append(path)
        else:
            raise UsageError(f"{path} 을 읽을 수 없어요.")
    if not found:
        raise UsageError(f"가져올 파일이 없어요 ({', '.join(sorted(ENDINGS))}).")
    return found


def _fetched(addresses: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Calendars by URL, once; `gilbeot calendars add` reads them again and again."""
    from assistant.journeys.remote_calendar import CalendarUnreachable, Source, fetch
    from assistant.settings import settings

    for url in addresses:
        try:
            yield "달력", asyncio.run(fetch(Source(url=url), settings().calendar_hosts))
        except CalendarUnreachable as error:
            raise UsageError(str(error)) from error


def _contents(paths: Sequence[Path], *, quiet: bool) -> Iterator[tuple[str, bytes]]:
    from assistant.journeys.bookings.read import MAX_BYTES

    for number, path in enumerate(paths, 1):
        if not quiet and number % MANY == 0:
            typer.echo(f"{number}/{len(paths)}", err=True)
        try:
            with path.open("rb") as opened:
                yield str(path), opened.read(MAX_BYTES + 1)
        except OSError as error:
            raise UsageError(f"{path} 을 읽을 수 없어요 ({error.strerror}).") from error


def _summary(ways: int, kept: Kept, *, save: bool) -> str:
    if not ways:
        return "가실 길을 찾지 못했어요."
    if not save:
        return f"가실 길 {ways}개를 찾았어요. 저장하려면 --save 를 붙여 주세요."
    known = ways - kept.new - kept.called_off
    again = f" (나머지 {known}개는 이미 있어요)" if known else ""
    told = f"여정 {kept.new}개를 저장했어요{again}. 서버(gilbeot serve)가 떠 있으면 지켜보다가 알려 드려요."
    off = f" 취소하신 여정 {kept.called_off}개는 저장하지 않았어요 (--again 을 붙이면 저장해요)."
    return told + off if kept.called_off else told


def _row(each: Found) -> tuple[str, ...]:
    assert each.plan is not None
    one = each.appointment
    start = one.start.astimezone(clock.SEOUL)
    when = f"{start:%m-%d}" if one.all_day else f"{start:%m-%d %H:%M}"
    leave = f"{each.plan.depart.astimezone(clock.SEOUL):%m-%d %H:%M}" if each.plan.depart else "그날"
    return (one.title, when, each.plan.destination.short, leave)
