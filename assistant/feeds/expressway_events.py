"""Events on expressways as Korea Expressway Corporation tells drivers (`realTimeSms`), and jams, live.

A row has a point only now and then, its longitude under the name "altitude"; without one the place it names
("판교분기점") is looked up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from assistant.feeds.batch import Batch
from assistant.feeds.envelope import Page, Row, all_pages, count_of, number_of, parse_json, rows_of
from assistant.feeds.errors import BadAnswer, FeedError, Refused
from assistant.feeds.expressway_flow import URL as FLOW_URL
from assistant.feeds.expressway_flow import read_flow, read_flow_page, road_name, road_point
from assistant.feeds.http import Answer, FeedClient, service_key
from assistant.feeds.kma_wire import kst
from assistant.feeds.road_events import RoadEvent, in_korea, road_signal

FEED = "expressway_events"
SOURCE = "한국도로공사"
URL = "https://data.ex.co.kr/openapi/burstInfo/realTimeSms"
ROWS = 100
LONGEST = timedelta(hours=24)
"""Rows are never taken back: an event older than this without an end counts as over. Judgement."""


class ExpresswayEvents:
    """The feed. Its silence covers nothing: rows without a place are many."""

    name = FEED

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """Events in force, and jams. Raises `FeedError` if the events could not be had."""
        params: dict[str, str | int] = {"key": service_key(self._key), "type": "json"}
        paged: dict[str, str | int] = {"sortType": "desc", "pagingYn": "Y"}
        events = read_events(await all_pages(client, URL, params | paged, read_page, ROWS), now)
        try:
            rows = read_flow_page(await client.get(FLOW_URL, params))
        except FeedError:
            return replace(events, note="; ".join(filter(None, [events.note, "소통 속도는 받지 못했어요"])))
        return replace(events, signals=events.signals + read_flow(rows, now, FEED, SOURCE))


def read_page(answer: Answer) -> Page:
    """Rows of one page: no code where all is well, `code: ERROR` and a text where it is not."""
    document = parse_json(answer)
    if not isinstance(document, Mapping):
        raise BadAnswer("응답의 틀이 약속과 달라요")
    if "realTimeSMSList" not in document:
        if "인증" in str(document.get("message", "")):
            raise Refused("한국도로공사가 인증키를 받아 주지 않아요. 키를 확인해 주세요")
        raise BadAnswer("응답에 문자정보 목록이 없어요")
    return rows_of(document["realTimeSMSList"]), count_of(document.get("count"))


def read_events(rows: Iterable[Row], now: datetime) -> Batch:
    """Signals of the events under way."""
    signals = {}
    skipped = 0
    newest: datetime | None = None
    for row in rows:
        start = kst(f"{row.get('accDate', '')} {row.get('accHour', '')}")
        if "완료" in str(row.get("accProcessNM") or "") or (start and now - start > LONGEST):
            continue
        point = _point(row)
        if start is None or point is None:
            skipped += 1
            continue
        newest = max(newest, start) if newest else start
        words = f"{row.get('accType') or ''} {row.get('smsText') or ''}"
        event = RoadEvent(
            id=f"{start:%Y%m%dT%H%M}:{row.get('nosunNM')}:{hashlib.sha1(words.encode()).hexdigest()[:8]}",  # noqa: S324
            road=road_name(str(row.get("roadNM") or "")),
            words=words,
            lat=point[0],
            lon=point[1],
            start=start,
            end=None,
            direction=str(row.get("startEndTypeCode") or "").strip(),
        )
        if signal := road_signal(event, FEED, SOURCE, now):
            signals[signal.id] = signal
    return Batch(
        signals=tuple(signals.values()),
        newest=min(newest, now) if newest else None,
        note=f"어디인지 알 수 없는 문자 {skipped}건" if skipped else "",
    )


def _point(row: Mapping[str, Any]) -> tuple[float, float] | None:
    lat, lon = number_of(row.get("latitude")), number_of(row.get("altitude"))
    if lat is not None and lon is not None and in_korea(lat, lon):
        return lat, lon
    return road_point(str(row.get("accPointNM") or ""))
