"""왜?: the evidence behind a level, every source named with its issue time and validity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.answers import times
from assistant.answers.cards import driver_item
from assistant.answers.cause import strongest, verb_of
from assistant.answers.say import clipped, listed, phrase, reply
from assistant.answers.unsure import commonest, unknown_sentence, usual_sentence
from assistant.reply import Card, CardKind, Reply
from assistant.risk.model import Assessment, Driver

_NAMED = 3


def reason_answer(a: Assessment, now: datetime) -> Reply:
    """Sources, issue times and validity of the drivers; without drivers what was looked at instead."""
    drivers = sorted(a.drivers, key=lambda d: -d.contribution)
    sentences = _from_drivers(a, drivers, now) if drivers else _without_drivers(a, now)
    card = Card(
        kind=CardKind.LIST,
        title="판단의 근거",
        items=tuple(driver_item(d, now) for d in drivers[:10]),
    )
    return reply(
        sentences,
        cards=(card,) if drivers else (),
        quick_replies=("자세히 알려줘", "언제 출발할까?"),
        assessment=a,
    )


def _from_drivers(a: Assessment, drivers: Sequence[Driver], now: datetime) -> list[str]:
    statements = _statements(drivers, now)
    worst = strongest(drivers)[0]
    note = "reason.guess" if any(d.extrapolated for d in drivers) else "reason.ours"
    return [
        phrase("reason.because", statements=", ".join(statements)),
        _validity(worst, now),
        phrase(note)
        if a.trip.origin != a.trip.destination or note == "reason.guess"
        else phrase("reason.ours_place"),
    ]


def _statements(drivers: Sequence[Driver], now: datetime) -> list[str]:
    """A phrase for each source and issue time: "기상청이 오늘 오후 5시에 발표한 호우경보와 강풍경보"."""
    groups: dict[tuple[str, datetime, str], list[str]] = {}
    for source in dict.fromkeys(d.source for d in drivers):
        for head in strongest([d for d in drivers if d.source == source])[:_NAMED]:
            groups.setdefault((source, head.issued, _manner(head, now)), []).append(head.name)
    said, before = [], ""
    for (source, issued, manner), names in groups.items():
        also = "also_" if source == before else ""
        slots = {"source": listed(source.split("·")), "issued": times.issued_at(issued, now)}
        said.append(phrase(f"reason.{also}{manner}", **slots, names=listed(names)))
        before = source
    return said


def _manner(driver: Driver, now: datetime) -> str:
    verb = verb_of(driver, now)
    if verb.startswith("typhoon"):
        return "position"
    return verb if verb in ("observation", "message") else "issued"


def _validity(driver: Driver, now: datetime) -> str:
    kind = verb_of(driver, now)
    if kind.startswith("typhoon"):
        return phrase(
            "reason.track", name=driver.name, start=times.issued_at(times.half_hour(driver.from_), now)
        )
    if driver.valid_until is None and not kind.startswith("warning"):
        return phrase("reason.open_end", name=driver.name)
    start = times.issued_at(driver.valid_from, now)
    if driver.valid_until is None:
        key = "reason.until_release" if driver.valid_from <= now else "reason.from_until_release"
        return phrase(key, name=driver.name, start=start)
    end = times.issued_at(driver.valid_until, now)
    return phrase("reason.valid", name=driver.name, start=start, end=end)


def _without_drivers(a: Assessment, now: datetime) -> list[str]:
    sentences = []
    if a.freshness:
        newest = max(a.freshness, key=lambda f: f.issued)
        sources = tuple(dict.fromkeys(f.source for f in a.freshness))
        issued = times.issued_at(newest.issued, now)
        sentences.append(phrase("reason.nothing", sources=clipped(sources, _NAMED), issued=issued))
    usual = commonest(a.usual)
    if usual:
        sentences.append(usual_sentence(usual, sourced=True))
    sentences.append(unknown_sentence(a, limit=3))
    return sentences if any(sentences) else [phrase("reason.no_data")]
