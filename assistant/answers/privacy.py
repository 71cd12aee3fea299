"""What is kept about a user, what they allowed, and that it is gone, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from assistant.answers import times
from assistant.answers.say import listed, phrase, reply
from assistant.clock import SEOUL
from assistant.journeys.habits.model import Habits
from assistant.journeys.habits.names import name_of
from assistant.reply import Reply

_KINDS = ("trips", "alerts", "habits", "calendars", "webhooks", "recordings")
"""Tables that are told by name; the others go with them."""
_WAYS = 3
_DAYS = "월화수목금토일"
_WORKDAYS = frozenset(range(5))
_YES_NO = ("응", "아니")


def question(kind: str) -> Reply:
    """The question that comes before a kind of data is taken, word for word."""
    from assistant.store.consents import QUESTIONS, DataKind

    return reply([QUESTIONS[DataKind(kind)]], expects_reply=True, quick_replies=_YES_NO)


def which_kind() -> Reply:
    """Neither location nor habits were named."""
    return reply([phrase("privacy.which_kind")], expects_reply=True)


def given(kind: str) -> Reply:
    """Thanks for a yes, and what follows from it."""
    return reply([phrase(f"privacy.given_{kind}")])


def allowed(kind: str) -> Reply:
    """It was allowed before."""
    return reply([phrase(f"privacy.allowed_{kind}")])


def declined(kind: str) -> Reply:
    """A no to the question."""
    return reply([phrase(f"privacy.declined_{kind}")])


def withdrawn(kind: str) -> Reply:
    """It is taken back."""
    return reply([phrase(f"privacy.withdrawn_{kind}")])


def confirm_forget() -> Reply:
    """Asks back before habits are deleted."""
    return reply([phrase("privacy.confirm_forget")], expects_reply=True, quick_replies=_YES_NO)


def forgotten() -> Reply:
    """The habits are gone."""
    return reply([phrase("privacy.forgotten")])


def no_habits() -> Reply:
    """There are none."""
    return reply([phrase("privacy.no_habits")])


def confirm_delete(rows: Mapping[str, int]) -> Reply:
    """Asks back before everything is deleted, with what that is."""
    what = _what(rows)
    key = "confirm_delete" if what else "confirm_delete_rest"
    return reply([phrase(f"privacy.{key}", what=what)], expects_reply=True, quick_replies=_YES_NO)


def deleted(rows: Mapping[str, int]) -> Reply:
    """That everything is gone."""
    what = _what(rows)
    return reply([phrase("privacy.deleted", what=what) if what else phrase("privacy.nothing_stored")])


def not_deleted() -> Reply:
    """The database did not let go of it."""
    return reply([phrase("privacy.not_deleted")])


def kept() -> Reply:
    """Nothing was deleted."""
    return reply([phrase("trips.not_deleted")])


def unusable() -> Reply:
    """The database cannot be used."""
    return reply([phrase("privacy.unusable")])


def overview(rows: Mapping[str, int], given: Iterable[str], known: Habits | None) -> Reply:
    """What is kept by kind, what is allowed, and how it goes."""
    what, allowed = _what(rows), frozenset(given)
    return reply(
        [
            phrase("privacy.kept", what=what) if what else phrase("privacy.kept_nothing"),
            phrase("privacy.uses_location" if "live_location" in allowed else "privacy.no_location"),
            phrase("privacy.how_it_goes"),
        ],
        quick_replies=("내 습관 알려줘", "내 정보 지워줘") if known else ("내 정보 지워줘",),
    )


def habits(known: Habits | None) -> Reply:
    """The usual ways, the surest first."""
    if known is None or not known.ways:
        return reply([phrase("privacy.no_habits")])
    days: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for way in sorted(known.ways, key=lambda way: -way.probability):
        days.setdefault((way.origin, way.destination), []).append((way.weekday, way.minute))
    told = []
    for (origin, destination), hours in list(days.items())[:_WAYS]:
        middle = sorted(minute for _, minute in hours)[len(hours) // 2]
        at = known_hour(middle)
        ends = (name_of(known.places[origin]), name_of(known.places[destination]))
        when = _weekdays({day for day, _ in hours})
        told.append(phrase("privacy.way", days=when, hour=at, origin=ends[0], dest=ends[1]))
    return reply([phrase("privacy.ways", ways=", ".join(told))], quick_replies=("내 습관 지워줘",))


def known_hour(minute: int) -> str:
    """Minutes after midnight to the nearest half hour: 오전 8시 30분."""
    return times.about(datetime(2000, 1, 1, tzinfo=SEOUL) + timedelta(minutes=minute))


def _weekdays(days: set[int]) -> str:
    if days >= _WORKDAYS:
        return "매일" if len(days) == len(_DAYS) else "평일"
    return listed([f"{_DAYS[day]}요일" for day in sorted(days)])


def _what(rows: Mapping[str, int]) -> str:
    return listed([phrase(f"privacy.{kind}", count=rows[kind]) for kind in _KINDS if rows.get(kind)])
