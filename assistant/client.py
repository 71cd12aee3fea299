"""`RiskClient` over HTTP: asks the risk API of another 길벗 server and decodes to the same dataclasses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter, ValidationError

from assistant.api.alert_schemas import AlertOut
from assistant.api.schemas import ASSESSMENT, FEEDS, SIGNALS, PlacePoint, RouteQuery, TripEnds
from assistant.api.trip_schemas import TripIn, TripOut
from assistant.feeds.model import FeedHealth
from assistant.places.model import Place
from assistant.risk.model import Assessment, Mode, Signal
from assistant.riskclient import (
    NoWay,
    PlaceRequest,
    RiskError,
    RouteRequest,
    SignalQuery,
    TooFar,
    Unavailable,
    UnknownScenario,
)

DOWN = "위험 정보 서버에 연결할 수 없어요. 잠시 뒤에 다시 물어봐 주세요."
SLOW = "위험 정보 서버의 답이 늦어지고 있어요. 잠시 뒤에 다시 물어봐 주세요."
GARBLED = "위험 정보 서버의 답을 읽을 수 없어요. 서버와 이 프로그램의 버전이 같은지 확인해 주세요."
REFUSED = "위험 정보 서버가 이 요청을 처리하지 못했어요. 잠시 뒤에 다시 물어봐 주세요."

RECONNECT_S = 2.0
SILENCE_S = 45.0
"""A stream that says nothing for so long is broken: the server sends a comment every 15 s."""

T = TypeVar("T")

_MODES: TypeAdapter[tuple[Mode, ...]] = TypeAdapter(tuple[Mode, ...])
_ERRORS: Mapping[str, type[RiskError]] = {
    error.code: error for error in (NoWay, TooFar, Unavailable, UnknownScenario, RiskError)
}


class HttpRiskClient:
    """Asks `base_url` (e.g. "http://127.0.0.1:8080"). Safe to use from several event loops.

    A server that is down, slow or of another version raises `Unavailable` with a Korean reason; an error
    that the server explains comes back as the same `RiskError` that the engine raised there."""

    def __init__(
        self,
        base_url: str,
        timeout_s: float = 10.0,
        transport: httpx.AsyncBaseTransport | None = None,
        api_key: str | None = None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._timeout_s = timeout_s
        self._transport = transport

    async def assess_route(self, request: RouteRequest) -> Assessment:
        """One trip, explained. Raises `NoWay`, `TooFar`, `Unavailable`."""
        query = RouteQuery(
            origin=PlacePoint.of(request.origin),
            destination=PlacePoint.of(request.destination),
            depart=request.depart,
            window=request.window,
            mode=request.mode,
            via=PlacePoint.of(request.via) if request.via else None,
            avoid=tuple(sorted(request.avoid_regions)),
            avoid_cells=tuple(f"{cell:x}" for cell in sorted(request.avoid_cells)),
            profile=request.profile,
            origin_assumed=request.origin_assumed,
            alternatives=request.alternatives,
            force_alternatives=request.force_alternatives,
            now=request.now,
            scenario=request.scenario,
        )
        response = await self._ask("POST", "/v1/risk/routes", content=query.model_dump_json())
        return _decode(ASSESSMENT, response.content)

    async def assess_place(self, request: PlaceRequest) -> Assessment:
        """A stay at one place."""
        place, profile = PlacePoint.of(request.place), request.profile
        params = {
            **place.model_dump(mode="json", exclude={"aliases"}, exclude_none=True),
            "name": request.place.name,
            "start": request.start.isoformat(),
            "end": request.end.isoformat(),
            "child": profile.child,
            "elder": profile.elder,
            "wheelchair": profile.wheelchair,
            "respiratory": profile.respiratory,
            **_moment(request.now, request.scenario),
        }
        response = await self._ask("GET", "/v1/risk/places", params=params)
        return _decode(ASSESSMENT, response.content)

    async def route_modes(self, origin: Place, destination: Place) -> tuple[Mode, ...]:
        """The modes that make sense between the two, best first."""
        query = TripEnds(origin=PlacePoint.of(origin), destination=PlacePoint.of(destination))
        response = await self._ask("POST", "/v1/risk/modes", content=query.model_dump_json())
        try:
            return _MODES.validate_python(json.loads(response.content)["modes"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unavailable(GARBLED) from error

    async def signals(self, query: SignalQuery) -> tuple[Signal, ...]:
        """What is in force or announced, newest first."""
        params: dict[str, Any] = {
            "hazard": sorted(hazard.value for hazard in query.hazards),
            "region": sorted(query.regions),
            **_moment(query.now, query.scenario),
        }
        if query.at is not None:
            params["at"] = query.at.isoformat()
        return await self._pages("/v1/signals", SIGNALS, params)

    async def feeds(self, now: datetime, scenario: str | None = None) -> tuple[FeedHealth, ...]:
        """The state of every source."""
        response = await self._ask("GET", "/v1/feeds", params=_moment(now, scenario))
        return _decode(FEEDS, response.content)

    # --- trips that are kept there, and what is told about them (a key with the scope "trips")

    async def store_trip(self, trip: TripIn) -> TripOut:
        """Stores a trip, or finds it again by its `client_id`. Raises `RiskError`."""
        response = await self._ask("POST", "/v1/trips", content=trip.model_dump_json())
        return _decode(TypeAdapter(TripOut), response.content)

    async def trips(self, user_id: str | None = None) -> tuple[TripOut, ...]:
        """The stored trips, by departure."""
        return await self._pages("/v1/trips", TypeAdapter(tuple[TripOut, ...]), _user(user_id))

    async def delete_trip(self, trip_id: str) -> None:
        """It is no longer watched, and gone. Raises `RiskError` if there is none."""
        await self._ask("DELETE", f"/v1/trips/{quote(trip_id, safe='')}")

    async def alerts(self, user_id: str | None = None) -> tuple[AlertOut, ...]:
        """What was told, the newest first."""
        return await self._pages("/v1/alerts", TypeAdapter(tuple[AlertOut, ...]), _user(user_id))

    async def alert_stream(
        self, user_id: str | None = None, after: int | None = None
    ) -> AsyncIterator[AlertOut]:
        """Alerts as they are told, without end: after a break it goes on where it was.

        `after`: the `seq` behind which it begins; now, if None. Raises `Unavailable` if the server cannot be
        reached at first, `RiskError` if it refuses."""
        began = False
        while True:
            try:
                async for alert in self._stream(user_id, after):
                    began, after = True, alert.seq
                    yield alert
            except httpx.HTTPError as error:
                if not began and after is None:
                    raise Unavailable(DOWN) from error
            await asyncio.sleep(RECONNECT_S)

    async def _stream(self, user_id: str | None, after: int | None) -> AsyncIterator[AlertOut]:
        headers = {**self._headers, **({"Last-Event-ID": str(after)} if after is not None else {})}
        timeout = httpx.Timeout(self._timeout_s, read=SILENCE_S)
        async with (
            httpx.AsyncClient(base_url=self._base_url, timeout=timeout, transport=self._transport) as client,
            client.stream("GET", "/v1/alerts/stream", params=_user(user_id), headers=headers) as response,
        ):
            if not response.is_success:
                await response.aread()
                raise _error(response)
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    yield _decode(TypeAdapter(AlertOut), line.removeprefix("data: ").encode())

    async def _pages(
        self, path: str, adapter: TypeAdapter[tuple[T, ...]], params: dict[str, Any]
    ) -> tuple[T, ...]:
        """All pages of a list."""
        found: tuple[T, ...] = ()
        while True:
            response = await self._ask("GET", path, params=params)
            found += _decode(adapter, response.content)
            following = response.links.get("next", {}).get("url")
            if following is None:
                return found
            params = {**params, "cursor": httpx.URL(following).params["cursor"]}

    async def _ask(
        self, method: str, path: str, *, params: Mapping[str, Any] | None = None, content: str | None = None
    ) -> httpx.Response:
        headers = {**self._headers, **({"Content-Type": "application/json"} if content is not None else {})}
        try:
            async with httpx.AsyncClient(
                base_url=self._base_url, timeout=self._timeout_s, transport=self._transport
            ) as client:
                response = await client.request(method, path, params=params, content=content, headers=headers)
        except httpx.TimeoutException as error:
            raise Unavailable(SLOW) from error
        except httpx.HTTPError as error:
            raise Unavailable(DOWN) from error
        if response.is_success:
            return response
        raise _error(response)


def _user(user_id: str | None) -> dict[str, Any]:
    return {"user_id": user_id} if user_id is not None else {}


def _moment(now: datetime, scenario: str | None) -> dict[str, str]:
    return {"now": now.isoformat(), **({"scenario": scenario} if scenario is not None else {})}


def _decode(adapter: TypeAdapter[T], body: bytes) -> T:
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        raise Unavailable(GARBLED) from error


def _error(response: httpx.Response) -> RiskError:
    """The error that the problem document (RFC 9457) tells of."""
    try:
        document = response.json()
    except ValueError:
        return Unavailable(REFUSED)
    if not isinstance(document, dict) or document.get("code") not in _ERRORS:
        return Unavailable(REFUSED)
    return _ERRORS[document["code"]](str(document.get("detail") or REFUSED))
