"""SK open API (puzzle), live: how full single places are. Its cover is thin: 404 for a place is common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from pydantic import SecretStr

from assistant.feeds.batch import Batch
from assistant.feeds.crowding import Spot, crowd_signal, crowding_table, spot
from assistant.feeds.envelope import number_of, parse_json
from assistant.feeds.errors import BadAnswer, Busy, FeedError, Refused
from assistant.feeds.http import Answer, FeedClient
from assistant.feeds.kma_wire import kst
from assistant.risk.model import Severity, Signal

FEED = "sk_crowding"
SOURCE = "SK 장소 혼잡도"
URL = "https://apis.openapi.sk.com/puzzle/place/congestion/rltm/pois"


class SkCrowding:
    """The feed. `places`: "5783805:강남역, …" (POI id and a name the gazetteer knows)."""

    name = FEED

    def __init__(self, key: SecretStr, places: str) -> None:
        self._key = key
        self._spots = tuple(_spot(entry) for entry in places.split(",") if entry.strip())

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """All watched places, one after another. Raises `FeedError` if none could be had."""
        signals: list[Signal] = []
        errors: list[FeedError] = []
        headers = {"appKey": self._key.get_secret_value().strip(), "accept": "application/json"}
        newest: datetime | None = None
        for place in self._spots:
            try:
                answer = await client.get(f"{URL}/{quote(place.key, safe='')}", headers=headers)
                level, at = read_level(answer)
            except (Refused, Busy):
                raise
            except FeedError as error:
                errors.append(error)
                continue
            signals += crowd(place, level, at, now)
            newest = max(filter(None, (newest, at)), default=None)
        if errors and len(errors) == len(self._spots):
            raise errors[0]
        note = f"{len(self._spots)}곳 가운데 {len(errors)}곳은 자료가 없어요" if errors else ""
        return Batch(signals=tuple(signals), newest=newest, note=note)


def read_level(answer: Answer) -> tuple[int, datetime]:
    """(congestionLevel 1-4, time of the figure): the newest of those given. Raises `BadAnswer`."""
    document = parse_json(answer)
    contents = document.get("contents", document) if isinstance(document, Mapping) else None
    rows: Any = contents.get("rltm", contents) if isinstance(contents, Mapping) else None
    rows = rows if isinstance(rows, list) else [rows]
    read = [
        (at, int(level))
        for row in rows
        if isinstance(row, Mapping)
        and (level := number_of(row.get("congestionLevel"))) is not None
        and (at := kst(row.get("datetime")))
    ]
    if not read:
        raise BadAnswer("응답에 혼잡도가 없어요")
    at, level = max(read)
    return level, at


def crowd(place: Spot, level: int, at: datetime, now: datetime) -> list[Signal]:
    """The signal of a full place; none for a figure that is too old."""
    table = crowding_table()
    holds = timedelta(minutes=table["sk"]["holds_minutes"])
    severity = table["sk_levels"].get(str(level))
    if not severity or now - at > holds:
        return []
    return [
        crowd_signal(
            place,
            Severity(severity),
            at,
            at + holds,
            feed=FEED,
            source=SOURCE,
            issued=at,
            radius_km=float(table["sk"]["radius_km"]),
            facts={"level": level},
        )
    ]


def _spot(entry: str) -> Spot:
    key, _, name = entry.partition(":")
    if not key.strip() or not name.strip():
        raise ValueError(f'GILBEOT_SK_PLACES: write "id:place", not {entry.strip()!r}')
    return spot(key, name)
