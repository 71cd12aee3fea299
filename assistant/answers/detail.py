"""자세히 알려줘: the whole assessment in turns of three sentences."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.answers import names, times
from assistant.answers.cards import route_card
from assistant.answers.cause import verb_of
from assistant.answers.option import options_sentence
from assistant.answers.say import listed, phrase, reply
from assistant.answers.tables import family_words, level_word
from assistant.answers.unsure import usual_sentence
from assistant.reply import Reply
from assistant.risk.model import Assessment, Driver, Freshness, Level, Segment

_SENTENCES = 3
_MAX_USUAL = 2
_FRESH = timedelta(minutes=10)


def detail_answer(a: Assessment, now: datetime, page: int = 0) -> Reply:
    """Page `page` (from 0) of the details; `expects_reply` while more follows. Past the end it says so."""
    pages = _pages(detail_sentences(a, now))
    if not 0 <= page < len(pages):
        return reply([phrase("detail.done")], quick_replies=("왜?", "언제 출발할까?"), assessment=a)
    more = page < len(pages) - 1
    return reply(
        [*pages[page], phrase("detail.more") if more else ""],
        expects_reply=more,
        cards=(route_card(a, now),) if page == 0 else (),
        quick_replies=("계속", "그만") if more else ("왜?", "언제 출발할까?"),
        assessment=a,
    )


def _pages(sentences: list[str]) -> list[list[str]]:
    """Three sentences a turn, the question for more included."""
    pages = []
    while len(sentences) > _SENTENCES:
        pages.append(sentences[: _SENTENCES - 1])
        sentences = sentences[_SENTENCES - 1 :]
    return [*pages, sentences]


def detail_sentences(a: Assessment, now: datetime) -> list[str]:
    """Everything worth saying, in order: the way, its stretches, drivers, choices, past years, gaps."""
    drivers = sorted(a.drivers, key=lambda d: (d.from_, -d.contribution))
    found = [
        _way(a, now),
        *(_segment(s) for s in a.segments if s.level > Level.SAFE),
        *_driver_sentences(drivers, now),
        phrase("detail.guess") if any(d.extrapolated for d in drivers) else "",
        "" if drivers else phrase("detail.no_drivers"),
        options_sentence(a, now),
        *(usual_sentence(u, sourced=i == 0) for i, u in enumerate(a.usual[:_MAX_USUAL])),
        _unknown(a),
        _freshness(a.freshness, now),
    ]
    return [sentence for sentence in found if sentence]


def _way(a: Assessment, now: datetime) -> str:
    trip = a.trip
    if trip.origin == trip.destination:
        return ""
    key = "detail.way" if trip.via else "detail.way_plain"
    return phrase(
        key,
        via=listed(trip.via.split("·")),
        km=round(trip.distance_km),
        arrive=times.hour_on(times.half_hour(trip.arrive), trip.depart.date(), now),
        dest=names.short(trip.destination),
    )


def _segment(s: Segment) -> str:
    """A stretch with its hours; one hour for what is passed within half of one."""
    start, end = times.half_hour(s.from_), times.half_hour(s.until)
    first, _, last = s.name.partition("~")
    return phrase(
        "detail.segment" if start != end else "detail.short_segment",
        name=phrase("detail.stretch", a=first, b=last) if last else names.short(first),
        start=times.clock(start),
        end=times.clock_after(start, end),
        level=level_word(s.level),
    )


def _driver_sentences(drivers: list[Driver], now: datetime) -> list[str]:
    """One sentence for each name and source, its regions gathered."""
    groups: dict[tuple[str, str], list[Driver]] = {}
    for driver in drivers:
        groups.setdefault((driver.source, driver.name), []).append(driver)
    return [_driver_sentence(members, now) for members in groups.values()]


def _driver_sentence(members: list[Driver], now: datetime) -> str:
    first = members[0]
    places = tuple(dict.fromkeys(name for d in members for name in names.split(d.region)))
    shown = listed(places) if len(places) <= 3 else phrase("detail.span", a=places[0], b=places[-1])
    kind = verb_of(first, now)
    key = "detail.typhoon" if kind.startswith("typhoon") else f"detail.{kind}"
    return phrase(
        key,
        where=shown,
        source=first.source,
        issued=times.issued_at(max(d.issued for d in members), now),
        name=first.name,
        start=times.issued_at(first.valid_from, now),
    )


def _unknown(a: Assessment) -> str:
    words = family_words(frozenset(a.unknown), partly=bool(a.drivers))
    return phrase("unknown.these", what=listed(words)) if words else ""


def _freshness(freshness: tuple[Freshness, ...], now: datetime) -> str:
    if not freshness:
        return ""
    newest = {f.source: f for f in sorted(freshness, key=lambda f: f.issued)}
    ages = [phrase("detail.age", source=f.source, age=_age(f, now)) for f in list(newest.values())[::-1][:3]]
    return phrase("detail.freshness", ages=", ".join(ages))


def _age(f: Freshness, now: datetime) -> str:
    age = timedelta(minutes=f.age_minutes)
    if age < _FRESH:
        return phrase("detail.just_now")
    if age < timedelta(hours=12):
        return phrase("detail.ago", duration=times.duration(age))
    return times.issued_at(f.issued, now)
