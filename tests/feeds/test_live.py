"""From the settings to an assessment: live sources behind the engine, over a real server."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assistant import clock
from assistant.api.app import create_app
from assistant.engine import LocalEngine, told_name
from assistant.feeds import connect as connecting
from assistant.feeds.connect import configured, connect
from assistant.feeds.live import LiveSources
from assistant.feeds.model import FeedStatus
from assistant.feeds.sources import sources
from assistant.places import load_regions
from assistant.places.model import Place, PlaceKind
from assistant.risk.model import Hazard, Mode, Severity
from assistant.riskclient import PlaceRequest, RouteRequest, SignalQuery
from assistant.routing import expose, load_planner, stay
from assistant.settings import Settings
from tests.feeds.wire import KEY, Say, Wire, portal

KMA = "apis.data.go.kr/1360000/"


def config(wire: Wire, **more: Any) -> Settings:
    return Settings(_env_file=None, feeds_via=wire.url, timeout_s=2, **more)


def calm(wire: Wire, warned: str = "o 없음") -> datetime:
    """All services of data.go.kr answer that nothing is going on, but for the warnings given."""
    now = clock.now().replace(second=0, microsecond=0)
    row = {"tmFc": f"{now - timedelta(minutes=30):%Y%m%d%H%M}", "tmSeq": "1", "t6": warned, "t7": "o 없음"}
    wire.says[f"{KMA}WthrWrnInfoService/getPwnStatus"] = Say(portal([row]))
    wire.says[f"{KMA}WthrWrnInfoService/getPwnCd"] = Say(portal("", code="03"))
    wire.says[f"{KMA}TyphoonInfoService"] = Say(portal("", code="03"))
    wire.says[f"{KMA}EqkInfoService"] = Say(portal("", code="03"))
    return now


def town(name: str) -> Place:
    (region,) = load_regions().find(name)
    return Place(name=name, kind=PlaceKind.DISTRICT, lat=region.lat, lon=region.lon, region=region.code)


def engine(live: LiveSources) -> LocalEngine:
    return LocalEngine(load_planner(), lambda _: live, expose, stay, load_regions(), told_name)


def test_every_source_of_the_table_can_be_switched_on(wire: Wire) -> None:
    names = "data_go_kr_key kma_hub_key safetydata_key its_key expressway_key seoul_key sk_key"
    keys: dict[str, Any] = dict.fromkeys(names.split(), KEY)
    more = {"sk_places": "1:강남역", "disease": "covid19", "news_feeds": "https://news.example/rss"}
    feeds = {feed.name for feed in configured(config(wire, **keys, **more))}
    assert feeds == set(sources())
    assert set(configured(config(wire))) == set()


def test_settings_named_in_the_table_exist() -> None:
    for source in sources().values():
        for variable in (*source.keys, *source.also):
            assert variable.removeprefix("GILBEOT_").lower() in Settings.model_fields


def test_a_live_warning_reaches_the_traveller(wire: Wire) -> None:
    now = calm(wire, "o 호우경보 : 경상남도(밀양)")
    live = connect(config(wire, data_go_kr_key=KEY))
    asyncio.run(live.refresh(10))
    at = clock.now()
    assessment = engine(live).assess_route_sync(
        RouteRequest(
            origin=town("창녕군"),
            destination=town("밀양시"),
            now=at,
            depart=at,
            mode=Mode.CAR,
            alternatives=False,
        )
    )
    (driver,) = [d for d in assessment.drivers if d.name == "호우경보"]
    assert driver.region == "밀양시"
    assert driver.source == "기상청"
    assert driver.issued == now - timedelta(minutes=30)
    assert Hazard.HEAVY_RAIN not in assessment.unknown
    assert {f.feed for f in assessment.freshness} >= {"kma_warnings", "kma_typhoon", "kma_earthquake"}


def test_failing_is_unknown_and_not_safe(wire: Wire) -> None:
    calm(wire)
    good = connect(config(wire, data_go_kr_key=KEY))
    asyncio.run(good.refresh(10))
    wire.says.clear()
    bad = connect(config(wire, data_go_kr_key=KEY))
    asyncio.run(bad.refresh(10))
    at = clock.now()
    request = PlaceRequest(place=town("밀양시"), start=at, end=at + timedelta(hours=1), now=at)
    known, unknown = (engine(live).assess_place_sync(request) for live in (good, bad))
    assert known.coverage > unknown.coverage == 0
    assert {row.status for row in bad.health(at) if row.error} == {FeedStatus.FAILED}


def test_a_new_poll_is_seen_at_once(wire: Wire) -> None:
    calm(wire)
    live = connect(config(wire, data_go_kr_key=KEY))
    asyncio.run(live.refresh(10))
    at, local = clock.now(), engine(live)
    assert local.signals_sync(SignalQuery(now=at)) == ()
    calm(wire, "o 강풍주의보 : 서울")
    for poller in live.pollers:
        poller.tried = None
    asyncio.run(live.refresh(10))
    (signal,) = local.signals_sync(SignalQuery(now=at))
    assert (signal.name, signal.severity) == ("강풍주의보", Severity.MODERATE)


def test_a_setting_that_cannot_be_read_fails_its_own_source(wire: Wire) -> None:
    calm(wire)
    live = connect(config(wire, data_go_kr_key=KEY, forecast_regions="안드로메다", disease="plague"))
    asyncio.run(live.refresh(10))
    rows = {row.feed: row for row in live.health(clock.now())}
    assert rows["kma_warnings"].status is FeedStatus.OK
    for feed in ("kma_forecasts", "infection_cases"):
        assert rows[feed].error == "feed-misconfigured"
    assert "안드로메다" in rows["kma_forecasts"].detail


def test_no_key_is_shown_anywhere(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    secret = SecretStr("SECRET-0123456789")
    names = ("data_go_kr_key", "kma_hub_key", "safetydata_key", "its_key", "expressway_key", "seoul_key")
    settings = config(wire, **dict.fromkeys(names, secret))
    live = connect(settings)
    with caplog.at_level(0):
        asyncio.run(live.refresh(10))
    told = json.dumps([row.detail + row.error for row in live.health(clock.now())], ensure_ascii=False)
    assert len([row for row in live.health(clock.now()) if row.error]) >= 9
    for text in (told, caplog.text, repr(settings), repr(live.pollers)):
        assert "SECRET" not in text


def test_the_server_polls_while_it_runs(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    calm(wire, "o 풍랑경보 : 남해동부앞바다")
    settings = config(wire, data_go_kr_key=KEY)
    live = connect(settings)
    monkeypatch.setattr("assistant.api.app.live_sources", lambda: live)
    monkeypatch.setattr(connecting, "live_sources", lambda: live)

    class NoBot:
        async def handle(self, turn: Any) -> Any:
            return None

        async def forget(self, user_id: str) -> None:
            return None

    app = create_app(settings, NoBot())  # type: ignore[arg-type]
    app.state.engine = engine(live)
    with TestClient(app) as http:
        for _ in range(100):
            rows = {row["feed"]: row for row in http.get("/v1/feeds").json()}
            if rows["kma_warnings"]["status"] == "ok":
                break
        assert rows["kma_warnings"]["last_success"]
        assert rows["disaster_messages"]["status"] == "unconfigured"
        assert [s["name"] for s in http.get("/v1/signals").json()] == ["풍랑경보"]
    asked = len(wire.asked)
    assert asked >= 4


def forecast(wire: Wire, now: datetime) -> None:
    rows = [
        {"fcstDate": f"{h:%Y%m%d}", "fcstTime": f"{h:%H}00", "category": category, "fcstValue": value}
        for n in range(-1, 30)
        for h in [now + timedelta(hours=n)]
        for category, value in (
            ("PCP", "강수없음"),
            ("WSD", "22"),
            ("TMP", "10"),
            ("REH", "50"),
            ("POP", "0"),
        )
    ]
    for operation in ("getVilageFcst", "getUltraSrtFcst"):
        wire.says[f"{KMA}VilageFcstInfoService_2.0/{operation}"] = Say(portal(rows))
    wire.says[f"{KMA}VilageFcstInfoService_2.0/getUltraSrtNcst"] = Say(portal(rows[:1]))


def test_the_way_is_learned_when_somebody_asks(wire: Wire) -> None:
    forecast(wire, calm(wire))
    live = connect(config(wire, data_go_kr_key=KEY, forecast_regions="제주시"))
    asyncio.run(live.refresh(10))
    at, local = clock.now(), engine(live)
    request = RouteRequest(
        origin=town("창녕군"),
        destination=town("밀양시"),
        now=at,
        depart=at,
        mode=Mode.CAR,
        alternatives=False,
    )
    assert Hazard.STRONG_WIND in {d.hazard for d in asyncio.run(local.assess_route(request)).drivers}
    asked = len(wire.asked)
    asyncio.run(local.assess_route(request))
    assert len(wire.asked) == asked, "known by now"
    past = at - timedelta(days=1)
    other = PlaceRequest(place=town("안동시"), start=past, end=past + timedelta(hours=1), now=past)
    asyncio.run(local.assess_place(other))
    assert len(wire.asked) == asked, "nobody can be asked about yesterday"
    wire.says = {path: Say("", wait_s=0.0, status=500) for path in wire.says}
    place = PlaceRequest(place=town("안동시"), start=at, end=at + timedelta(hours=1), now=at)
    assert Hazard.STRONG_WIND not in {d.hazard for d in asyncio.run(local.assess_place(place)).drivers}
