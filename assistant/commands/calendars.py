"""`gilbeot calendars`: calendars by URL and CalDAV, whose journeys are kept up to date."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import clock
from assistant.commands.errors import CommandError, UsageError
from assistant.commands.me import stores

if TYPE_CHECKING:
    from assistant.store.calendars import Subscription
    from assistant.subscriptions import Subscriptions

calendars = typer.Typer(help="인터넷에 있는 달력을 이어 두고 여정을 가져와요.", no_args_is_help=True)

User = Annotated[str, typer.Option("--user", help="누구의 달력인지 (대화의 user_id)")]


@calendars.command("add")
def add(
    url: Annotated[str, typer.Argument(help="https:// 나 webcal:// 주소")],
    caldav: Annotated[bool, typer.Option("--caldav", help="CalDAV 달력이에요")] = False,
    name: Annotated[str | None, typer.Option("--name", help="달력 서버의 사용자 이름")] = None,
    home: Annotated[str | None, typer.Option("--home", help="떠나는 곳 (GILBEOT_HOME)")] = None,
    user: User = "me",
) -> None:
    """달력을 이어 두고 여정을 가져와요. 비밀번호는 물어봐요 (암호화해서 저장해요)."""
    from assistant.commands.engine import named_place
    from assistant.journeys.remote_calendar import Source
    from assistant.settings import settings
    from assistant.store import LOCAL
    from assistant.store.calendars import TooManyCalendars

    password = typer.prompt("비밀번호", hide_input=True) if name is not None else None
    source = Source(url=url, caldav=caldav, name=name, password=password)
    told = home or (settings().home if "home" in settings().model_fields_set else None)
    known = {each.source.url for each in stores().calendars.of(LOCAL, user)}
    try:
        one = stores().calendars.add(LOCAL, user, source, named_place(told) if told else None)
    except TooManyCalendars as error:
        raise CommandError("이어 둔 달력이 너무 많아요. gilbeot calendars remove 로 줄여 주세요.") from error
    try:
        _refresh(one)
    except CommandError:
        if url not in known:
            stores().calendars.remove(LOCAL, user, one.id)
        raise


@calendars.command("list")
def listed(user: User = "me") -> None:
    """이어 둔 달력을 보여 줘요."""
    from assistant.store import LOCAL

    found = stores().calendars.of(LOCAL, user)
    for one in found:
        typer.echo(f"{one.id}  {one.source.url}")
    if not found:
        typer.echo("이어 둔 달력이 없어요.")


@calendars.command("refresh")
def refresh(user: User = "me") -> None:
    """지금 다시 읽어요. 서버가 떠 있으면 한 시간마다 저절로 읽어요."""
    from assistant.store import LOCAL

    for one in stores().calendars.of(LOCAL, user):
        _refresh(one)


@calendars.command("remove")
def remove(
    number: Annotated[str, typer.Argument(metavar="ID", help="gilbeot calendars list 의 id")],
    user: User = "me",
) -> None:
    """달력을 떼어 내고, 그 달력에서 온 앞으로의 여정을 지워요."""
    from assistant.store import LOCAL

    one = next((each for each in stores().calendars.of(LOCAL, user) if each.id == number), None)
    if one is None:
        raise UsageError(f"'{number}' 달력은 없어요. gilbeot calendars list 로 확인해 주세요.")
    typer.echo(f"달력을 떼어 냈고 여정 {_reader().leave(one, clock.now())}개를 지웠어요.")


def _refresh(one: Subscription) -> None:
    from assistant.journeys.calendar_file import CalendarUnreadable
    from assistant.journeys.remote_calendar import CalendarUnreachable

    try:
        done = asyncio.run(_reader().refresh(one, clock.now()))
    except (CalendarUnreachable, CalendarUnreadable) as error:
        raise CommandError(str(error)) from error
    for unread in done.errors:
        typer.echo(f"· {unread}", err=True)
    typer.echo(f"{one.id}: 새 여정 {done.new}개, 없어진 여정 {done.gone}개.")


def _reader() -> Subscriptions:
    from assistant.routing.chosen import planner_of
    from assistant.settings import settings
    from assistant.subscriptions import Subscriptions

    return Subscriptions(stores(), planner_of(settings()), settings().calendar_hosts)
