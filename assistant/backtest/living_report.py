"""What watched households were told, beside what broadcasts for their home would have sent them."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np

from assistant.alerts.model import AlertKind
from assistant.backtest.hindsight import TOUCHED
from assistant.backtest.living import Lives
from assistant.backtest.message_reading import Message
from assistant.evaluation.tables import Table, percent
from assistant.feeds.message_text import regions_sent
from assistant.feeds.replay import zone_regions
from assistant.feeds.statements import Statement
from assistant.places import load_regions

AHEAD = timedelta(hours=24)
"""A broadcast counts for the trips of the receiver that leave within this, or are on the way."""
CHOSEN_TO = 2024
"""The last year on which the figures of `alerts.outlook` were chosen."""
HOURS = (0, 1, 3, 6, 12, 24, 48)


@dataclass(slots=True)
class Way:
    """One way of warning, over everybody."""

    name: str
    told: int = 0
    needless: int = 0
    warned: dict[str, timedelta] = field(default_factory=dict)
    """Touched trip -> how long before it left the first word came."""

    def share(self, touched: set[str], hours: float = 0.0) -> float:
        """Share of these touched trips that were warned so many hours ahead."""
        least = timedelta(hours=hours)
        return sum(trip in self.warned and self.warned[trip] >= least for trip in touched) / max(
            1, len(touched)
        )


def ways_of(lives: Lives, statements: Iterable[Statement], messages: Iterable[Message]) -> list[Way]:
    """Ours, then the phone at home and all phones of a province."""
    regions = load_regions()
    sent: list[tuple[datetime, frozenset[str]]] = [
        (s.issued, frozenset[str]().union(*map(zone_regions, s.zones)))
        for s in statements
        if not s.command.releases
    ]
    sent += [(m.at, regions_sent(m.sent)[0]) for m in messages]
    span = lives.first, lives.last
    sent = sorted((item for item in sent if span[0] <= item[0].date() <= span[1]), key=lambda item: item[0])
    wide = [(at, _provinces(codes)) for at, codes in sent]
    homes = {person.name: person.home for person in lives.people}
    by_home = _received(sent, set(homes.values()))
    by_province = _received(wide, {regions.province_of(c) for c in homes.values()})
    return [
        _ours(lives),
        _broadcast(lives, "every message for the home district", {n: by_home[c] for n, c in homes.items()}),
        _broadcast(
            lives,
            "every message for the home province",
            {n: by_province[regions.province_of(c)] for n, c in homes.items()},
        ),
    ]


def touched_of(lives: Lives) -> set[str]:
    """The trips that were touched."""
    return {trip_id for trip_id, score in lives.truth.items() if score >= TOUCHED}


def _ours(lives: Lives) -> Way:
    way, touched = Way("gilbeot: the trips of each, watched"), touched_of(lives)
    departs = {trip.id: trip.plan.first for trip in lives.trips}
    for said in lives.said:
        if said.kind is AlertKind.ALL_CLEAR:
            continue
        way.told += 1
        if said.trip_id not in touched:
            way.needless += 1
        elif said.due <= departs[said.trip_id]:
            lead = departs[said.trip_id] - said.due
            way.warned[said.trip_id] = max(lead, way.warned.get(said.trip_id, lead))
    return way


def _broadcast(lives: Lives, name: str, received: dict[str, list[datetime]]) -> Way:
    way, touched = Way(name), touched_of(lives)
    trips: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for trip in lives.trips:
        if trip.id in touched:
            trips[trip.user].append((trip.plan.first, trip.id))
    for person, times in received.items():
        departs = [depart.timestamp() for depart, _ in trips[person]]
        way.told += len(times)
        for at in times:
            first = int(np.searchsorted(departs, at.timestamp() - 7200.0))
            after = int(np.searchsorted(departs, (at + AHEAD).timestamp(), side="right"))
            way.needless += first == after
            for depart, trip_id in trips[person][first:after]:
                if at <= depart:
                    way.warned[trip_id] = max(depart - at, way.warned.get(trip_id, depart - at))
    return way


def _provinces(codes: frozenset[str]) -> frozenset[str]:
    known = {region.code for region in load_regions().all()}
    return frozenset(load_regions().province_of(code) for code in codes if code in known)


def _received(sent: Sequence[tuple[datetime, frozenset[str]]], places: set[str]) -> dict[str, list[datetime]]:
    return {place: [at for at, where in sent if place in where] for place in places}


def living_tables(lives: Lives, ways: Sequence[Way]) -> list[Table]:
    """Ways of warning, and how early."""
    touched = touched_of(lives)
    rows = tuple(
        (
            way.name,
            percent(way.share(lives.foretold)),
            percent(way.share(touched)),
            f"{_median_hours(way):.1f} h",
            f"{way.told / lives.weeks:.2f}",
            f"{way.needless / lives.weeks:.2f}",
        )
        for way in ways
    )
    clear = sum(said.kind is AlertKind.ALL_CLEAR for said in lives.said)
    ahead = tuple((f"{hours} h", *(percent(way.share(touched, hours)) for way in ways)) for hours in HOURS)
    return [
        Table(
            title=f"Households, {lives.first} to {lives.last}: {len(lives.people)} people, "
            f"{len(lives.trips):,} trips, {len(touched):,} touched, {len(lives.foretold):,} of them "
            f"by what had been issued when they left; {clear / lives.weeks:.2f} all-clears a week",
            columns=(
                "way",
                "warned, of those touched by what had been issued",
                "warned, of all touched",
                "median lead",
                "alerts a person-week",
                "needless",
            ),
            rows=rows,
        ),
        Table(
            title="Households: touched trips warned, by hours before departure",
            columns=("ahead", *(way.name for way in ways)),
            rows=ahead,
        ),
        _by_years(lives),
    ]


def _by_years(lives: Lives) -> Table:
    """The years on which `alerts.outlook` was chosen, and those that it was not shown."""
    rows = []
    for name, last in (("2023 and 2024 (chosen on)", False), ("2025 (judged on)", True)):
        trips = [trip for trip in lives.trips if (trip.plan.first.year > CHOSEN_TO) is last]
        some = {trip.id for trip in trips}
        days = len({trip.plan.first.date() for trip in trips})
        weeks = max(1.0, len(lives.people) * days / 7)
        for way, kept in (("without what may still come", False), ("gilbeot", True)):
            said = [
                s for s in lives.said if s.trip_id in some and (kept or s.kind is not AlertKind.MAY_WORSEN)
            ]
            ours = _ours(replace(lives, said=said))
            touched = touched_of(lives) & some
            rows.append(
                (name, way, f"{len(touched):,}", percent(ours.share(touched)), f"{ours.needless / weeks:.2f}")
            )
    return Table(
        title="Households: before and after the words on what may still come",
        columns=("years", "way", "touched", "warned before departure", "needless a person-week"),
        rows=tuple(rows),
    )


def _median_hours(way: Way) -> float:
    return float(np.median([lead.total_seconds() for lead in way.warned.values()] or [0.0])) / 3600


def living_plot(lives: Lives, ways: Sequence[Way]) -> bytes | None:
    """Share warned by hours ahead, and alerts a week, as PNG; None without matplotlib."""
    try:
        import matplotlib as mpl
    except ImportError:
        return None
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    touched = touched_of(lives)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for number, way in enumerate(ways):
        shares = [way.share(touched, hours) for hours in HOURS]
        left.plot(HOURS, shares, marker="osD"[number % 3], label=way.name)
        right.barh(way.name, way.told / lives.weeks, color="#c9d6df")
        right.barh(way.name, way.needless / lives.weeks, color="#d1495b")
    left.set_xlabel("hours before departure")
    left.set_ylabel("share of touched trips warned")
    left.set_ylim(0, 1.03)
    left.invert_xaxis()
    left.legend(fontsize=7, loc="upper left")
    right.set_xlabel("alerts a person-week (red: needless)")
    right.tick_params(axis="y", labelsize=7)
    right.invert_yaxis()
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)
    return buffer.getvalue()
