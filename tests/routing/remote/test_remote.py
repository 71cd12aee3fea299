"""Routers of others: what is asked, what comes of the answer, and that no failure of theirs is the user's."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import AnyHttpUrl, SecretStr

from assistant import clock
from assistant.api.places_in import resolve_place
from assistant.breaker import Breaker
from assistant.risk.model import Mode
from assistant.routing import NoRoute, Route, expose, load_planner
from assistant.routing.chosen import _remote as chosen
from assistant.routing.chosen import planner_of
from assistant.routing.model import Wishes
from assistant.routing.remote import KakaoRouter, RemotePlanner, TmapRouter, ValhallaRouter, wire
from assistant.routing.remote.valhalla import polyline
from assistant.routing.remote.ways import Router
from assistant.settings import RouterKind, Settings
from tests.partners.server import Asked, Gives, serving
from tests.routing.remote.samples import WAY, encoded, kakao, tmap, valhalla
from tests.routing.samples import MORNING

KEY = SecretStr("secret-of-the-router")
SEOUL, DAEJEON = resolve_place("서울"), resolve_place("대전")
Make = Callable[[str], Router]
ROUTERS: dict[str, tuple[Make, Callable[[], dict[str, Any]]]] = {
    "kakao": (lambda url: KakaoRouter(KEY, url), kakao),
    "tmap": (lambda url: TmapRouter(KEY, url), tmap),
    "valhalla": (ValhallaRouter.at, valhalla),
}


def planner(router: Router) -> RemotePlanner:
    return RemotePlanner(router, load_planner(), lambda: MORNING)


def plan(
    router: Router, wishes: Wishes | None = None, depart: datetime = MORNING, mode: Mode = Mode.CAR
) -> Route:
    return planner(router).plan(SEOUL, DAEJEON, mode, depart, wishes=wishes or Wishes())[0]


@pytest.mark.parametrize("name", ROUTERS)
def test_the_way_of_a_router_becomes_a_route(name: str) -> None:
    make, sample = ROUTERS[name]
    with serving(Gives.json(sample())) as server:
        route = plan(make(server.url))
    assert route.minutes == pytest.approx(115)
    assert route.distance_km == pytest.approx(162)
    assert route.via == "한남대로·경부고속도로"
    assert route.typical is False
    assert route.note == ""
    assert (route.legs[0].start, route.legs[-1].end) == (SEOUL.short, DAEJEON.short)
    minutes = [point.minute for leg in route.legs for point in leg.points]
    assert minutes == sorted(minutes)
    regions = {point.region for leg in route.legs for point in leg.points}
    assert len(regions) > 5
    exposures = expose(route, MORNING).exposures
    assert (exposures[-1].end - MORNING) == timedelta(minutes=route.minutes)


def test_what_kakao_is_asked() -> None:
    with serving(Gives.json(kakao())) as server:
        plan(KakaoRouter(KEY, server.url), Wishes(via=resolve_place("천안")))
        (asked,) = server.asked
    assert asked.method == "GET"
    assert "origin=126.9" in asked.path
    assert "waypoints=127." in asked.path
    assert {name.lower(): value for name, value in asked.headers.items()}["authorization"] == (
        "KakaoAK secret-of-the-router"
    )


def test_what_tmap_and_valhalla_are_asked() -> None:
    with serving(Gives.json(tmap())) as server:
        plan(TmapRouter(KEY, server.url))
        assert server.asked[0].json["startX"].startswith("126.")
        assert server.asked[0].path.endswith("version=1")
    with serving(Gives.json(valhalla())) as server:
        plan(ValhallaRouter.at(server.url), Wishes(avoid_regions=frozenset({"43111"})))
        asked = server.asked[0]
    assert asked.path == "/route"
    assert asked.json["costing"] == "auto"
    (ring, *_) = asked.json["exclude_polygons"]
    assert ring[0] == ring[-1]
    assert all(124 < lon < 132 and 33 < lat < 39 for lon, lat in ring)


FAULTS: dict[str, Gives] = {
    "quota": Gives.json({"code": -10, "msg": "API limit has been exceeded."}, status=429),
    "quota-of-tmap": Gives.json({"error": {"code": "QUOTA_EXCEEDED", "message": "…"}}, status=400),
    "wrong key": Gives.json({"errorType": "AccessDeniedError", "message": "wrong appKey"}, status=401),
    "no way": Gives.json(kakao(result_code=104, result_msg="출발지와 도착지가 5 m 이내", sections=[])),
    "server": Gives(body=b"oops", status=500),
    "html": Gives(body=b"<html>login</html>"),
    "empty": Gives(body=b"", status=204),
    "null": Gives(body=b"null"),
    "no routes": Gives.json({"routes": [], "features": [], "trip": {"legs": []}}),
    "half": Gives.json({"routes": [{"result_code": 0}], "features": [{}], "trip": {}}),
    "huge": Gives(body=b"[" + b"0," * 3_000_000),
    "elsewhere": Gives(status=302, headers={"Location": "http://169.254.169.254/"}),
    "hangs up": Gives(hang_up=True),
}


@pytest.mark.parametrize("name", ROUTERS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_router_that_fails_is_said_and_the_builtin_stands_in(
    name: str, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    make, _ = ROUTERS[name]
    with serving(FAULTS[fault]) as server, caplog.at_level(logging.DEBUG):
        router = make(server.url)
        route = plan(router)
    usual = load_planner().plan(SEOUL, DAEJEON, Mode.CAR, MORNING)[0]
    assert route.legs == usual.legs
    assert route.note == f"{router.name} 길 안내를 쓸 수 없어서 평소 걸리는 시간으로 계산했어요."
    logged = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("assistant"))
    assert "router:" in logged
    for personal in ("37.5", "126.9", "서울", "대전", "secret-of-the-router"):
        assert personal not in logged


def test_a_slow_router_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "TIMEOUT_S", 0.3)
    with serving(Gives(delay_s=2.0)) as server:
        assert plan(KakaoRouter(KEY, server.url)).note


def test_nobody_listens() -> None:
    assert plan(KakaoRouter(KEY, "http://127.0.0.1:9")).note


def test_after_a_quota_it_is_left_alone() -> None:
    with serving(FAULTS["quota"]) as server:
        remote = planner(KakaoRouter(KEY, server.url))
        for _ in range(3):
            assert remote.plan(SEOUL, DAEJEON, Mode.CAR, MORNING)[0].note
        assert len(server.asked) == 1


def test_three_failures_in_a_row_open_the_breaker_and_success_closes_it() -> None:
    bad = True

    def answer(asked: Asked) -> Gives:
        return Gives(status=500) if bad else Gives.json(kakao())

    with serving(answer) as server:
        remote = RemotePlanner(KakaoRouter(KEY, server.url), load_planner(), lambda: MORNING, Breaker())
        for _ in range(6):
            remote.plan(SEOUL, DAEJEON, Mode.CAR, MORNING)
        assert len(server.asked) == 3
        bad = False
        fresh = RemotePlanner(KakaoRouter(KEY, server.url), load_planner(), lambda: MORNING)
        assert fresh.plan(SEOUL, DAEJEON, Mode.CAR, MORNING)[0].note == ""


def test_one_question_is_asked_once() -> None:
    with serving(Gives.json(kakao())) as server:
        remote = planner(KakaoRouter(KEY, server.url))
        for _ in range(3):
            remote.plan(SEOUL, DAEJEON, Mode.CAR, MORNING)
        assert len(server.asked) == 1


def test_what_a_router_does_not_know_better_is_not_asked() -> None:
    with serving(Gives.json(kakao())) as server:
        router = KakaoRouter(KEY, server.url)
        plan(router, depart=MORNING + timedelta(hours=5))
        plan(router, mode=Mode.TRAIN)
        plan(router, Wishes(via=resolve_place("경부고속도로")))
        with pytest.raises(NoRoute):
            planner(router).plan(SEOUL, resolve_place("제주"), Mode.CAR, MORNING)
        assert server.asked == []


def test_a_way_through_what_is_to_be_avoided_is_not_taken() -> None:
    through = frozenset({"44131", "44133"})  # 천안
    with serving(Gives.json(kakao())) as server:
        route = plan(KakaoRouter(KEY, server.url), Wishes(avoid_regions=through))
    assert route.note
    assert not {point.region for leg in route.legs for point in leg.points} & through


def test_the_polyline_of_six_digits() -> None:
    for (lat, lon), (lat2, lon2) in zip(polyline(encoded(WAY)), WAY, strict=True):
        assert (lat, lon) == pytest.approx((lat2, lon2), abs=1e-6)
    with pytest.raises(ValueError, match="breaks off"):
        polyline("_p~iF~ps|U_")


def test_the_settings_choose() -> None:
    assert planner_of(Settings()) is load_planner()
    made = [
        planner_of(Settings(router=RouterKind.KAKAO, kakao_mobility_key=KEY)),
        planner_of(Settings(router=RouterKind.TMAP, tmap_key=KEY)),
        planner_of(Settings(router=RouterKind.VALHALLA, valhalla_url=AnyHttpUrl("http://127.0.0.1:8002"))),
    ]
    assert all(isinstance(one, RemotePlanner) for one in made)


@pytest.mark.parametrize("kind", [RouterKind.KAKAO, RouterKind.TMAP, RouterKind.VALHALLA])
def test_a_router_without_its_key_is_said_and_trips_go_on(
    kind: RouterKind, caplog: pytest.LogCaptureFixture
) -> None:
    chosen.cache_clear()
    route = planner_of(Settings(router=kind)).plan(SEOUL, DAEJEON, Mode.CAR, clock.now())[0]
    assert "쓸 수 없어서" in route.note
    assert f"GILBEOT_ROUTER={kind.value} needs GILBEOT_" in caplog.text
