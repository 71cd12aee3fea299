"""The HTTP client answers exactly as the engine behind the server does: over ASGI and over a real socket."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from assistant.api import problems, routes_risk
from assistant.api.schemas import SIGNALS, to_json
from assistant.client import DOWN, GARBLED, REFUSED, SLOW, HttpRiskClient
from assistant.places.model import Place, PlaceKind
from assistant.risk.model import Hazard, Mode, Profile
from assistant.riskclient import (
    NoWay,
    PlaceRequest,
    RiskClient,
    RiskError,
    RouteRequest,
    SignalQuery,
    TooFar,
    Unavailable,
    UnknownScenario,
)
from tests.engine_fakes import BUSAN, ISLAND, NOW, REGIONS, SEOUL, engine, place, warning
from tests.ports import free_port

RAIN = warning(Hazard.HEAVY_RAIN, "호우경보", ["48270"], expires=NOW + timedelta(hours=6))
TYPHOON = warning(Hazard.TYPHOON, "태풍경보", ["26110"], onset=NOW + timedelta(hours=2))
DAY = (NOW, NOW + timedelta(days=1))
PROVINCE = Place(name="어느도", kind=PlaceKind.PROVINCE, lat=35.5, lon=128.7, region=None)
HOUR = {"start": NOW, "end": NOW + timedelta(hours=1), "now": NOW}


def app() -> FastAPI:
    served = FastAPI()
    served.state.engine = engine(RAIN, TYPHOON)
    problems.install(served)
    served.include_router(routes_risk.router)
    return served


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A real server on a free loopback port."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app(), host="127.0.0.1", port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(params=["asgi", "socket"])
def client(request: pytest.FixtureRequest) -> RiskClient:
    if request.param == "asgi":
        return HttpRiskClient("http://engine", transport=httpx.ASGITransport(app=app()))
    return HttpRiskClient(request.getfixturevalue("address") + "/", timeout_s=10)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"depart": NOW + timedelta(hours=1), "mode": Mode.TRAIN, "profile": Profile(elder=True)},
        {"window": DAY, "origin_assumed": True, "scenario": "storm"},
        {"force_alternatives": True},
        {"alternatives": False},
        {"destination": ISLAND},
    ],
)
def test_routes_come_back_as_the_engine_gave_them(client: RiskClient, changes: dict[str, object]) -> None:
    fields: dict[str, object] = {"origin": SEOUL, "destination": BUSAN, "now": NOW, **changes}
    asked = RouteRequest(**fields)  # type: ignore[arg-type]
    assert asyncio.run(client.assess_route(asked)) == engine(RAIN, TYPHOON).assess_route_sync(asked)


@pytest.mark.parametrize("where", [place("밀양", REGIONS[3]), PROVINCE])
def test_places_come_back_as_the_engine_gave_them(client: RiskClient, where: Place) -> None:
    asked = PlaceRequest(place=where, profile=Profile(child=True), **HOUR)
    assert asyncio.run(client.assess_place(asked)) == engine(RAIN, TYPHOON).assess_place_sync(asked)


@pytest.mark.parametrize(
    "asked",
    [
        SignalQuery(now=NOW),
        SignalQuery(now=NOW, hazards=frozenset({Hazard.TYPHOON, Hazard.FOG}), regions=frozenset({"26110"})),
        SignalQuery(now=NOW, at=NOW),
    ],
)
def test_signals_come_back_as_the_engine_gave_them(client: RiskClient, asked: SignalQuery) -> None:
    found = asyncio.run(client.signals(asked))
    assert found == engine(RAIN, TYPHOON).signals_sync(asked)
    assert found


def test_all_pages_of_signals_are_fetched_with_the_key() -> None:
    signals = engine(RAIN, TYPHOON).signals_sync(SignalQuery(now=NOW))
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        at = int(request.url.params.get("cursor", "0"))
        following = request.url.copy_set_param("cursor", str(at + 1))
        links = {"Link": f'<{following}>; rel="next"'} if at + 1 < len(signals) else {}
        return httpx.Response(200, content=to_json(SIGNALS, signals[at : at + 1]), headers=links)

    client = HttpRiskClient("http://engine", transport=httpx.MockTransport(answer), api_key="gb_1_2")
    assert asyncio.run(client.signals(SignalQuery(now=NOW))) == signals
    assert len(asked) == len(signals) > 1
    assert {request.headers["authorization"] for request in asked} == {"Bearer gb_1_2"}


def test_modes_and_feeds(client: RiskClient) -> None:
    assert asyncio.run(client.route_modes(SEOUL, BUSAN)) == (Mode.TRAIN, Mode.CAR)
    assert asyncio.run(client.feeds(NOW)) == engine().feeds_sync(NOW)


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"destination": SEOUL}, NoWay, "같아요"),
        ({"mode": Mode.SHIP}, NoWay, "갈 수 없어요"),
        ({"depart": NOW - timedelta(days=1)}, TooFar, "지난"),
        ({"scenario": "nope"}, UnknownScenario, "nope"),
    ],
)
def test_the_engines_errors_come_back_as_they_were(
    client: RiskClient, changes: dict[str, object], error: type[RiskError], words: str
) -> None:
    fields: dict[str, object] = {"origin": SEOUL, "destination": BUSAN, "now": NOW, **changes}
    with pytest.raises(error) as caught:
        asyncio.run(client.assess_route(RouteRequest(**fields)))  # type: ignore[arg-type]
    assert type(caught.value) is error
    assert words in caught.value.reason


def answering(handler: httpx.MockTransport) -> HttpRiskClient:
    return HttpRiskClient("http://engine", transport=handler)


def _times_out(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("slow", request=request)


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (lambda _: httpx.Response(200, text="<html>"), GARBLED),
        (lambda _: httpx.Response(200, json={"level": "fine"}), GARBLED),
        (lambda _: httpx.Response(500, text="boom"), REFUSED),
        (lambda _: httpx.Response(404, json={"code": "http_404", "detail": "no"}), REFUSED),
        (lambda _: httpx.Response(502, json=["?"]), REFUSED),
        (_times_out, SLOW),
    ],
)
def test_a_broken_server_is_unavailable(handler: object, reason: str) -> None:
    broken = answering(httpx.MockTransport(handler))  # type: ignore[arg-type]
    with pytest.raises(Unavailable) as caught:
        asyncio.run(broken.assess_route(RouteRequest(origin=SEOUL, destination=BUSAN, now=NOW)))
    assert caught.value.reason == reason
    for other in (broken.route_modes(SEOUL, BUSAN), broken.feeds(NOW), broken.signals(SignalQuery(now=NOW))):
        with pytest.raises(Unavailable):
            asyncio.run(other)


def test_no_server_at_all_is_said_clearly() -> None:
    with pytest.raises(Unavailable) as caught:
        asyncio.run(HttpRiskClient(f"http://127.0.0.1:{free_port()}", timeout_s=2).feeds(NOW))
    assert caught.value.reason == DOWN
