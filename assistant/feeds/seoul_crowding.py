"""Seoul's real-time population (`citydata_ppltn`), live: how full its busy places are, now and in hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

from pydantic import SecretStr

from assistant.feeds.batch import Batch
from assistant.feeds.crowding import Spot, crowd_signal, crowding_table, spot
from assistant.feeds.envelope import code_error, number_of, parse_json, rows_of
from assistant.feeds.errors import BadAnswer, FeedError, Refused
from assistant.feeds.http import Answer, FeedClient, service_key
from assistant.feeds.kma_wire import kst
from assistant.risk.model import Severity, Signal

FEED = "seoul_crowding"
SOURCE = "서울시 실시간 인구"
URL = "http://openapi.seoul.go.kr:8088"
HOUR = timedelta(hours=1)


class SeoulCrowding:
    """The feed. `places`: area names of the data, comma-separated; "" for those of data/crowding.toml."""

    name = FEED

    def __init__(self, key: SecretStr, places: str = "") -> None:
        self._key = key
        known = crowding_table()["seoul_places"]
        wanted = [name.strip() for name in places.split(",") if name.strip()] or list(known)
        self._spots = tuple(spot(name, known.get(name, name)) for name in wanted)

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """All watched places, one after another. Raises `FeedError` if none could be had."""
        signals: list[Signal] = []
        errors: list[FeedError] = []
        newest: datetime | None = None
        for place in self._spots:
            try:
                row = read_area(await client.get(self._url(place)), place.key)
            except FeedError as error:
                if isinstance(error, Refused):
                    raise
                errors.append(error)
                continue
            found, at = read_crowd(row, place, now)
            signals += found
            newest = max(filter(None, (newest, at)), default=None)
        if len(errors) == len(self._spots):
            raise errors[0]
        note = f"{len(self._spots)}곳 가운데 {len(errors)}곳은 받지 못했어요" if errors else ""
        return Batch(signals=tuple(signals), newest=newest, note=note)

    def _url(self, place: Spot) -> str:
        key = quote(service_key(self._key), safe="")
        return f"{URL}/{key}/json/citydata_ppltn/1/5/{quote(place.key)}"


def read_area(answer: Answer, name: str) -> Mapping[str, Any]:
    """The row of an area. The key "sample" answers for another place than asked: that is an error here."""
    document = parse_json(answer)
    if not isinstance(document, Mapping):
        raise BadAnswer("응답의 틀이 약속과 달라요")
    result = document.get("RESULT", {})
    code = str(result.get("RESULT.CODE") or result.get("CODE") or "") if isinstance(result, Mapping) else ""
    if code and (error := code_error(code)):
        raise error
    rows = rows_of(document.get("SeoulRtd.citydata_ppltn"))
    if not rows:
        raise BadAnswer("응답에 인구 자료가 없어요")
    if str(rows[0].get("AREA_NM", "")).strip() != name:
        raise Refused("물은 곳과 다른 곳을 답했어요. sample 키 대신 발급받은 키를 넣어 주세요")
    return rows[0]


def read_crowd(row: Mapping[str, Any], place: Spot, now: datetime) -> tuple[list[Signal], datetime | None]:
    """(signals of a place now and in the coming hours, time of the figure)."""
    table = crowding_table()
    holds = timedelta(minutes=table["seoul"]["holds_minutes"])
    at = kst(row.get("PPLTN_TIME"))
    if at is None or now - at > holds:
        return [], at
    told = partial(
        crowd_signal,
        place,
        feed=FEED,
        source=SOURCE,
        issued=at,
        radius_km=float(table["seoul"]["radius_km"]),
    )
    found = []
    if severity := table["seoul_levels"].get(str(row.get("AREA_CONGEST_LVL", "")).strip()):
        facts = _facts(row, "AREA_CONGEST_LVL", "AREA_PPLTN_MIN", "AREA_PPLTN_MAX")
        found.append(told(Severity(severity), at, at + holds, facts=facts))
    ahead = row.get("FCST_PPLTN") if row.get("FCST_YN") == "Y" else None
    for hour in ahead if isinstance(ahead, list) else []:
        start = kst(hour.get("FCST_TIME"))
        severity = table["seoul_levels"].get(str(hour.get("FCST_CONGEST_LVL", "")).strip())
        if start and severity and start >= at:
            facts = _facts(hour, "FCST_CONGEST_LVL", "FCST_PPLTN_MIN", "FCST_PPLTN_MAX")
            found.append(told(Severity(severity), start, start + HOUR, facts=facts, forecast=True))
    return found, at


def _facts(row: Mapping[str, Any], level: str, least: str, most: str) -> dict[str, float | str]:
    people = {"people_min": number_of(row.get(least)), "people_max": number_of(row.get(most))}
    return {
        "level": str(row.get(level)).strip(),
        **{name: value for name, value in people.items() if value is not None},
    }
