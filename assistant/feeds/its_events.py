"""Road events of the National Transport Information Center (ITS), live: expressways and national roads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from assistant.feeds.batch import Batch, Cover, covered
from assistant.feeds.envelope import Row, code_error, count_of, number_of, parse_json, rows_of, unique
from assistant.feeds.errors import BadAnswer, Incomplete
from assistant.feeds.http import Answer, FeedClient, service_key
from assistant.feeds.kma_wire import kst
from assistant.feeds.road_events import KOREA, RoadEvent, in_korea, road_signal
from assistant.risk.model import Hazard

FEED = "its_events"
SOURCE = "국가교통정보센터"
URL = "https://openapi.its.go.kr:9443/eventInfo"
COVERED = frozenset({Hazard.TRAFFIC_ACCIDENT, Hazard.ROAD_CLOSURE})
HORIZON = timedelta(hours=2)
"""Events are told as they happen: the hour that is asked about, and the age of the poll. Judgement."""


class ItsEvents:
    """The feed."""

    name = FEED

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """Events in force. Raises `FeedError`."""
        west, east, south, north = KOREA
        answer = await client.get(
            URL,
            {
                "apiKey": service_key(self._key),
                "type": "all",
                "eventType": "all",
                "minX": str(west),
                "maxX": str(east),
                "minY": str(south),
                "maxY": str(north),
                "getType": "json",
            },
        )
        return read_events(read_answer(answer), now)


def read_answer(answer: Answer) -> list[Row]:
    """Rows of an answer. Raises `FeedError`."""
    document = parse_json(answer)
    if not isinstance(document, Mapping):
        raise BadAnswer("응답의 틀이 약속과 달라요")
    document = document.get("response") or document
    header, body = document.get("header"), document.get("body")
    if not isinstance(header, Mapping):
        raise BadAnswer("응답에 결과 코드가 없어요")
    if error := code_error(str(header.get("resultCode", ""))):
        raise error
    if not isinstance(body, Mapping):
        raise BadAnswer("응답에 본문이 없어요")
    rows, total = rows_of(body.get("items")), count_of(body.get("totalCount"))
    if total is not None and len(rows) < total:
        raise Incomplete(f"{total:,}건 가운데 {len(rows):,}건만 왔어요")
    return unique(rows)


def read_events(rows: Sequence[Mapping[str, Any]], now: datetime) -> Batch:
    """Signals of the events; those without a place or a beginning are counted."""
    signals = []
    skipped = 0
    newest: datetime | None = None
    for row in rows:
        lat, lon, start = (
            number_of(row.get("coordY")),
            number_of(row.get("coordX")),
            kst(row.get("startDate")),
        )
        if lat is None or lon is None or start is None or not in_korea(lat, lon):
            skipped += 1
            continue
        newest = max(newest, start) if newest else start
        said = [str(row.get(f) or "") for f in ("eventType", "eventDetailType", "message")]
        event = RoadEvent(
            id=f"{row.get('linkId')}:{row.get('startDate')}:{said[1]}",
            road=str(row.get("roadName") or "").strip(),
            words=" ".join(said),
            lat=lat,
            lon=lon,
            start=start,
            end=kst(row.get("endDate")),
            direction=str(row.get("roadDrcType") or "").strip(),
        )
        if signal := road_signal(event, FEED, SOURCE, now):
            signals.append(signal)
    by_id = {signal.id: signal for signal in signals}
    return Batch(
        signals=tuple(by_id.values()),
        covers=covered(skipped, rows, Cover(hazards=COVERED, regions=None, horizon=HORIZON)),
        newest=min(newest, now) if newest else None,
        note=f"위치나 시각이 없는 돌발상황 {skipped}건" if skipped else "",
    )
