"""Apple Wallet passes (`.pkpass`): a ZIP with a `pass.json` that shows fields under keys and labels.

Only `pass.json` is unpacked, up to a size and never to disk: neither path names nor bombs reach anything.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from assistant.clock import SEOUL
from assistant.journeys.bookings.airports import airport, is_airport, zone_of
from assistant.journeys.bookings.model import BookingUnreadable, Kind, Paper, Reservation, Spot, number_hash
from assistant.journeys.bookings.moments import when
from assistant.journeys.bookings.passfields import Fields, fields_of, is_hour

MAX_PASS_BYTES = 1024 * 1024
MAX_ENTRIES = 500
MAX_PASSES = 50
_TRANSIT = {
    "PKTransitTypeAir": Kind.FLIGHT,
    "PKTransitTypeTrain": Kind.TRAIN,
    "PKTransitTypeBus": Kind.BUS,
    "PKTransitTypeBoat": Kind.SHIP,
}
_BOARDING_CODE = re.compile(r"M\d.{20}.(.{7})([A-Z]{3})([A-Z]{3})(.{3})(\d{4}).(\d{3})")
"""IATA resolution 792: name, number of the booking, from, to, carrier, flight, day of the year."""
_HOTEL = re.compile(
    r"hotel|hôtel|호텔|check-?in|체크인|숙소|anreise|room|객실|ホテル|チェックイン|酒店|入住", re.IGNORECASE
)


def passes(data: bytes, errors: list[str], *, _inside: bool = False) -> list[Reservation]:
    """The reservations of a pass, or of a bundle of passes (`.pkpasses`). Raises `BookingUnreadable`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise BookingUnreadable("패스 안에 파일이 너무 많아요.")
            names = {entry.filename: entry for entry in entries}
            if "pass.json" in names:
                return [_reservation(_unpacked(archive, names["pass.json"]))]
            bundled = [entry for name, entry in names.items() if name.lower().endswith(".pkpass")]
            if _inside or not bundled:
                raise BookingUnreadable("패스(.pkpass)가 아니에요. pass.json이 없어요.")
            inner = [_unpacked(archive, entry) for entry in bundled[:MAX_PASSES]]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError) as error:
        raise BookingUnreadable("패스 파일이 깨져 있어요.") from error
    found: list[Reservation] = []
    for each in inner:
        try:
            found += passes(each, errors, _inside=True)
        except BookingUnreadable as error:
            errors.append(f"묶음 안의 패스 하나: {error}")
    return found


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """At most MAX_PASS_BYTES, whatever the archive says of its size."""
    with archive.open(entry) as packed:
        data = packed.read(MAX_PASS_BYTES + 1)
    if len(data) > MAX_PASS_BYTES:
        raise BookingUnreadable("패스 안의 파일이 너무 커요.")
    return data


def _reservation(data: bytes) -> Reservation:
    try:
        document = json.loads(data.decode("utf-8-sig", errors="replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise BookingUnreadable("패스의 pass.json을 읽을 수 없어요.") from error
    if not isinstance(document, dict):
        raise BookingUnreadable("패스의 pass.json을 읽을 수 없어요.")
    for style in ("boardingPass", "eventTicket", "generic", "storeCard", "coupon"):
        if isinstance(document.get(style), dict):
            fields = fields_of(document, style)
            break
    else:
        raise BookingUnreadable("패스에 내용이 없어요.")
    if style == "boardingPass":
        return _journey(document, fields)
    return _stay(document, fields)


def _journey(document: dict[str, Any], fields: Fields) -> Reservation:
    kind = _TRANSIT.get(str(document["boardingPass"].get("transitType")), Kind.TRAIN)
    coded = _BOARDING_CODE.match(_barcode(document))
    start, end = _ends(fields)
    if coded is not None and kind is Kind.FLIGHT:
        start, end = start or airport(coded[2]), end or airport(coded[3])
    if not start:
        raise BookingUnreadable("패스에 출발지가 없어요.")
    relevant = when(_relevant(document)[0], start).at
    day = fields.day(start) or (
        relevant.astimezone(zone_of(start) or relevant.tzinfo).date() if relevant else None
    )
    depart = fields.moment("depart", day, start) or fields.hour_of(0, day, start)
    boarding = fields.moment("board", day, start)
    arrive = fields.moment("arrive", day, end) or fields.hour_of(1, day, end)
    if relevant is not None:
        relevant = relevant.astimezone(zone_of(start) or relevant.tzinfo)
        # Hours at a station that no table knows are by the clock there, which the pass tells beside.
        depart, boarding, arrive = (
            one.replace(tzinfo=relevant.tzinfo)
            if one and zone_of(spot) is None and one.tzinfo is SEOUL and relevant.utcoffset()
            else one
            for one, spot in ((depart, start), (boarding, start), (arrive, end))
        )
    if kind is not Kind.FLIGHT:
        depart = depart or relevant
    elif depart is None:
        boarding = boarding or relevant
    first = depart or boarding
    if first is None and day is None and coded is not None:
        day = _by_day_of_year(int(coded[6]), document)
    if first is None and day is None:
        raise BookingUnreadable("패스에 출발하는 때가 없어요.")
    if arrive is not None and first is not None and arrive < first and arrive + timedelta(days=1) > first:
        arrive += timedelta(days=1)  # only its hour stands there
    return Reservation(
        kind=kind,
        title=str(document.get("description", ""))[:200],
        service=fields.text("service") or (f"{coded[4].strip()}{int(coded[5])}" if coded else ""),
        number_hash=number_hash(coded[1] if coded else fields.text("number")),
        start=start,
        end=end,
        depart=depart,
        arrive=arrive,
        boarding=boarding,
        day=first.date() if first else day,
        cancelled=bool(document.get("voided")),
        papers=(Paper.PKPASS,),
    )


def _ends(fields: Fields) -> tuple[Spot, Spot]:
    pair = [fields.end("origin"), fields.end("target")]
    if not all(pair):
        primary = [
            # Railways show the hour under the name of the station.
            Spot(name=label, code=label if is_hour(value) else value)
            for label, value in fields.primary
        ]
        pair = [one or (primary[i] if i < len(primary) else Spot()) for i, one in enumerate(pair)]
    spots = []
    for one in pair:
        if is_airport(one.code):
            named = airport(one.code, one.name)
            spots.append(named)
        else:  # stations have no code: the value is the name
            spots.append(replace(one, name=one.code or one.name, code=""))
    return spots[0], spots[1]


def _stay(document: dict[str, Any], fields: Fields) -> Reservation:
    words = " ".join((str(document.get("description", "")), fields.words))
    kind = Kind.LODGING if _HOTEL.search(words) else Kind.EVENT
    name = fields.text("event") or (fields.primary[0][1] if fields.primary else "")
    place = next((row for row in document.get("locations") or [] if isinstance(row, dict)), {})
    try:
        point = float(place["latitude"]), float(place["longitude"])
    except (KeyError, TypeError, ValueError):
        point = None
    where = fields.text("venue") or (name if kind is Kind.LODGING else "")
    spot = Spot(name=where, address=fields.text("address"), point=point)
    if not spot:
        raise BookingUnreadable("패스에 어디인지 적혀 있지 않아요.")
    first, last = _relevant(document)
    start = when(first, spot)
    day = start.day or fields.day(spot)
    begins = start.at or fields.moment("depart", day, spot)
    ends = fields.moment("arrive", fields.last_day() or day, spot) or when(last, spot).at
    if begins is None and day is None:
        raise BookingUnreadable("패스에 언제인지 적혀 있지 않아요.")
    if ends is not None and begins is not None:
        ends = ends.replace(tzinfo=begins.tzinfo)
        ends = ends if ends > begins else None
    return Reservation(
        kind=kind,
        title=(name or str(document.get("description", "")))[:200],
        number_hash=number_hash(fields.text("number")),
        start=spot,
        depart=begins,
        arrive=ends,
        day=day,
        cancelled=bool(document.get("voided")),
        papers=(Paper.PKPASS,),
    )


def _relevant(document: dict[str, Any]) -> tuple[Any, Any]:
    """When the pass is shown by itself: from, and until; since iOS 18 there may be several such times."""
    listed = document.get("relevantDates")
    row = next((each for each in listed if isinstance(each, dict)), {}) if isinstance(listed, list) else {}
    return document.get("relevantDate") or row.get("startDate") or row.get("date"), row.get("endDate")


def _barcode(document: dict[str, Any]) -> str:
    for each in (document.get("barcode"), *(document.get("barcodes") or [])):
        if isinstance(each, dict) and isinstance(each.get("message"), str):
            return str(each["message"])
    return ""


def _by_day_of_year(number: int, document: dict[str, Any]) -> date | None:
    """The barcode has no year; the pass ends soon after the journey."""
    text = str(document.get("expirationDate", ""))[:4]
    if not text.isdigit() or not 1 <= number <= 366:
        return None
    return (datetime(int(text), 1, 1) + timedelta(days=number - 1)).date()  # noqa: DTZ001 - a day only
