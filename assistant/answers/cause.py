"""Why a level is what it is, as one open clause: the strongest drivers, where and when they are met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.answers import names, times
from assistant.answers.say import listed, phrase
from assistant.risk.model import Assessment, Driver, Hazard, SignalKind

_MAX_NAMED = 3
"""More hazards than this in one spoken sentence are counted, not named."""
_MAX_GROUPS = 2
_NEAR_START = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class _Group:
    """Drivers that share a source and a verb, so that one clause can name them together."""

    verb: str
    source: str
    drivers: tuple[Driver, ...]


def is_warning(name: str) -> bool:
    """Whether an official name is that of a weather warning (주의보, 경보, 특보)."""
    return name.endswith(("주의보", "경보", "특보"))


def verb_of(driver: Driver, now: datetime) -> str:
    """Key of the wording in `phrases.toml` under `cause`."""
    if driver.hazard is Hazard.TYPHOON and not is_warning(driver.name):
        return "typhoon_guess" if driver.extrapolated else "typhoon"
    if driver.kind is not SignalKind.ALERT:
        return driver.kind.value
    if not is_warning(driver.name):
        return "message"
    if driver.name.endswith("예비특보"):
        return "warning_early"
    return "warning_coming" if driver.valid_from > now else "warning"


def strongest(drivers: Sequence[Driver]) -> tuple[Driver, ...]:
    """One driver a hazard, the worst first: 호우경보 stands for 호우주의보 elsewhere.

    Of a typhoon the official warning stands for our reading of its track, which is only told without one.
    """
    best: dict[Hazard, Driver] = {}
    for driver in sorted(drivers, key=lambda d: (not is_warning(d.name), -d.contribution)):
        best.setdefault(driver.hazard, driver)
    return tuple(sorted(best.values(), key=lambda d: -d.contribution))


def cause_clause(a: Assessment, now: datetime, *, hours: bool = True, ending: str = "so") -> str:
    """ "밀양과 김해 사이에 기상청 호우경보가 내려져 있어서". Needs at least one driver.

    Without `hours` the hour of passage is left out: it would be true for one departure only. `ending`:
    so (…있어서) or but (…있지만).
    """
    heads = strongest(a.drivers)
    groups = _grouped(heads[:_MAX_NAMED], now)[:_MAX_GROUPS]
    left = len(heads) - sum(len(g.drivers) for g in groups)
    groups.sort(key=lambda g: _kin(a, g)[0].from_)
    parts: list[str] = []
    before: tuple[str, ...] = ()
    for i, group in enumerate(groups):
        last = ending if not left and i == len(groups) - 1 else "and"
        places = _places(a, group)
        if i == 0:
            where = _where(a, group, places, now, hours)
        else:
            where = "" if places == before or _is_stay(a) else _stretch(places)
        parts.append(_clause(group, where, last, also=i > 0))
        before = places
    if left:
        parts.append(phrase(f"cause.others_{ending}", count=left))
    return ", ".join(parts)


def _grouped(heads: Sequence[Driver], now: datetime) -> list[_Group]:
    found: dict[tuple[str, str], list[Driver]] = {}
    for driver in heads:
        found.setdefault((verb_of(driver, now), driver.source), []).append(driver)
    return [_Group(verb, source, tuple(members)) for (verb, source), members in found.items()]


def _clause(group: _Group, where: str, ending: str, *, also: bool) -> str:
    what = listed([d.name for d in group.drivers])
    guess = group.verb == "typhoon_guess"
    if not group.verb.startswith("typhoon"):
        what = f"{group.source} {what}"
    lead = phrase("cause.typhoon_guess.lead") if guess else ""
    there = phrase(f"cause.{group.verb}.{'also' if also else 'at'}", where=where) if where else ""
    return f"{lead}{there}{phrase(f'cause.{group.verb}.{ending}', what=what)}"


def _kin(a: Assessment, group: _Group) -> list[Driver]:
    """All drivers the group's names stand for, in order of passage."""
    named = {d.name for d in group.drivers}
    return sorted((d for d in a.drivers if d.name in named), key=lambda d: d.from_)


def _places(a: Assessment, group: _Group) -> tuple[str, ...]:
    found = [name for driver in _kin(a, group) for name in names.split(driver.region)]
    whole = tuple(dict.fromkeys(found))
    # Of a stretch the cities are enough: 구미와 부산 사이, not 구미와 부산 연제구 사이.
    return whole if len(whole) == 1 or _is_stay(a) else tuple(dict.fromkeys(map(names.city, whole)))


def _stretch(places: tuple[str, ...]) -> str:
    if len(places) > 2:
        return phrase("cause.place_span", a=places[0], b=places[-1])
    return phrase("cause.place_two", a=places[0], b=places[1]) if len(places) == 2 else "".join(places)


def _where(a: Assessment, group: _Group, places: tuple[str, ...], now: datetime, hours: bool) -> str:
    """ "오전 11시쯤 지나시는 밀양과 김해 사이": hour of passage or onset, then the stretch."""
    first = _kin(a, group)[0]
    if _is_stay(a):
        return _from_onset(first, _stay_place(names.short(a.trip.destination), places), now.date(), now)
    place = _stretch(places)
    if group.verb == "warning_coming":
        return _from_onset(first, place, a.trip.depart.date(), now)
    if not place or not hours or first.from_ - a.trip.depart <= _NEAR_START:
        return place
    arriving = tuple(map(names.city, places)) == (names.short(a.trip.destination),)
    key = "cause.at_arrival" if arriving else "cause.at_passing"
    hour = times.hour_on(times.half_hour(first.from_), a.trip.depart.date(), now)
    return phrase(key, hour=hour, place=place)


def _is_stay(a: Assessment) -> bool:
    return a.trip.origin == a.trip.destination


def _stay_place(place: str, places: tuple[str, ...]) -> str:
    """Of a district its own name; of a province the regions in it that are concerned."""
    inside = tuple(name.removeprefix(place).strip() for name in places)
    if not any(inside) or not names.is_province(place):
        return place
    if len(inside) == 1:
        return phrase("cause.stay_in", place=place, a=inside[0])
    return place if names.is_whole(place) else phrase("cause.stay_many", place=place, count=len(inside))


def _from_onset(driver: Driver, place: str, known: date, now: datetime) -> str:
    if driver.valid_from <= now:
        return place
    hour = times.hour_on(driver.valid_from, known, now)
    return phrase("cause.from_hour", hour=hour, place=place)
