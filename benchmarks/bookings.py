"""Which documents with a booking are read with the right places and times, by format.

    python -m benchmarks.bookings [FOLDER]

FOLDER holds documents with the expected schema.org result beside them, as KDE's itinerary extractor has
them (`NAME.FORMAT` with `NAME.FORMAT.json`, or `NAME.json`; `NAME.in.json` with `NAME.out.json`;
`NAME.pre.json` is its own expectation). A document counts if every expected journey has been found with its
kind, its day or time (to the minute, where the expectation has one) and the names or codes of its places.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.clock import SEOUL
from assistant.journeys.bookings import BookingUnreadable, Kind, Paper, Reservation, Spot, read_booking
from assistant.journeys.bookings.linked import reservations
from assistant.journeys.calendar import read_calendar

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FORMATS = ("html", "eml", "ics", "pkpass", "pkpasses", "json")


def pairs(folder: Path) -> Iterator[tuple[str, Path, Path]]:
    """Format, document and expectation."""
    for path in sorted(folder.rglob("*")):
        ending = path.suffix.lstrip(".")
        if ending not in FORMATS or not path.is_file() or path.name == "context.eml":
            continue
        if ending == "json":
            if path.name.endswith(".in.json"):
                beside = [path.with_name(path.name.replace(".in.", ".out.")), Path(f"{path}.json")]
                expected = next((each for each in beside if each.exists()), None)
                if expected is not None:
                    yield "json-ld", path, expected
            elif path.name.endswith(".pre.json") and path.parent.name == "postprocessordata":
                yield "json-ld", path, path
            continue
        beside = [Path(f"{path}.json"), path.with_suffix(".json")]
        expected = next((each for each in beside if each.exists()), None)
        if expected is not None:
            yield ending, path, expected


def _appointments(form: str, path: Path) -> tuple[Reservation, ...]:
    """What the same import reads of a calendar as plain appointments."""
    if form != "ics":
        return ()
    read = read_calendar(path.read_bytes(), *(datetime(year, 1, 1, tzinfo=UTC) for year in (2000, 2040)))
    return tuple(
        Reservation(
            kind=Kind.EVENT,
            start=Spot(name=one.where, point=one.point),
            depart=one.start.replace(tzinfo=SEOUL) if one.all_day else one.start,
            arrive=one.end,
            day=one.start.date(),
        )
        for one in read.appointments
    )


def right(wanted: Reservation, found: Reservation) -> bool:
    """Whether kind, places and times of the expectation were found."""
    if (
        wanted.kind is not found.kind
        or not _place(wanted.start, found.start)
        or not _place(wanted.end, found.end)
    ):
        return False
    if wanted.kind is Kind.EVENT and wanted.depart and f"{wanted.depart:%H%M}" == "0000":
        return wanted.day == found.day  # a day without an hour
    times = ((wanted.depart, found.depart), (wanted.arrive, found.arrive))
    if any(one is not None and not _at(one, other) for one, other in times):
        return False
    if wanted.depart is None and wanted.boarding and found.when != wanted.boarding:
        return False
    return wanted.day is None or wanted.day == found.day


def _at(wanted: datetime, found: datetime | None) -> bool:
    """The same minute; an expectation without a zone is by the clock on the wall."""
    if found is None:
        return False
    if wanted.tzinfo is SEOUL:
        return wanted.replace(tzinfo=None) == found.replace(tzinfo=None)
    return abs(wanted - found) < timedelta(minutes=1)


def _place(wanted: Spot, found: Spot) -> bool:
    if wanted.code and found.code:
        return wanted.code == found.code
    one, other = (_plain(spot.name or spot.address) for spot in (wanted, found))
    return not one or (bool(other) and (one in other or other in one))


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def main() -> int:
    """Prints the table and what is wrong."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/bookings")
    if not folder.is_dir():
        print(f"{folder} is not there")
        return 2
    table: dict[str, list[bool]] = defaultdict(list)
    for form, path, expected in pairs(folder):
        document = json.loads(expected.read_text("utf-8"))
        wanted = reservations(document, Paper.JSON_LD, [])
        if not wanted:
            continue
        try:
            papers = read_booking(path.read_bytes(), NOW)
            found, errors = (*papers.reservations, *_appointments(form, path)), papers.errors
        except BookingUnreadable as error:
            found, errors = (), (str(error),)
        missing = [one for one in wanted if not any(right(one, other) for other in found)]
        table[form].append(not missing)
        if missing:
            print(
                f"- {path.relative_to(folder)}: {len(missing)} of {len(wanted)} not found {' '.join(errors)}"
            )
            if "-v" in sys.argv:
                print("   wanted", *missing, sep="\n     ")
                print("   found", *found, sep="\n     ")
    print("\n| format | documents with a booking | right | share |\n|---|---|---|---|")
    everything = [row for rows in table.values() for row in rows]
    for form, rows in [*sorted(table.items()), ("all", everything)]:
        print(f"| {form} | {len(rows)} | {sum(rows)} | {100 * sum(rows) / max(1, len(rows)):.0f} % |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
