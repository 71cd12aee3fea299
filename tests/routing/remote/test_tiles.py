"""Valhalla over real tiles of our own network: in this process and as a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant import clock
from assistant.api.places_in import resolve_place
from assistant.risk.model import Mode
from assistant.routing import load_planner
from assistant.routing.model import NO_WISHES, Route, Wishes
from assistant.routing.network import load_network
from assistant.routing.remote import RemotePlanner, ValhallaRouter
from assistant.routing.remote.valhalla import Tiles
from assistant.routing.remote.ways import Ask, RouterError
from tests.ports import free_port
from tools.routing import valhalla_tiles
from tools.routing.export_osm import export

if not valhalla_tiles.fetched() and not os.environ.get("CI"):
    pytest.skip("Valhalla's tile builder is not here: make system", allow_module_level=True)

SEOUL, BUSAN, JEJU = resolve_place("서울"), resolve_place("부산"), resolve_place("제주")
ASK = Ask(origin=(SEOUL.lat, SEOUL.lon), destination=(BUSAN.lat, BUSAN.lon))


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    folder = tmp_path_factory.mktemp("valhalla")
    roads = folder / "roads.osm.pbf"
    assert export(load_network(), roads) == len(load_network().edges)
    return valhalla_tiles.build(roads, folder, port)


@pytest.fixture(scope="module")
def server(config: Path, port: int) -> Iterator[str]:
    program = valhalla_tiles.BUILDER / "valhalla/bin/valhalla_service"
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [str(program), str(config.with_name("server.json")), "1"], stdout=subprocess.DEVNULL
    ) as running:
        try:
            for _ in range(200):
                assert running.poll() is None
                try:
                    httpx.get(f"{url}/status", timeout=5)
                    break
                except httpx.ConnectError:
                    time.sleep(0.05)
            yield url
        finally:
            running.kill()  # asked politely, it takes half a minute


def by(router: ValhallaRouter, wishes: Wishes = NO_WISHES, alternatives: int = 0) -> list[Route]:
    planner = RemotePlanner(router, load_planner(), clock.now)
    return list(planner.plan(SEOUL, BUSAN, Mode.CAR, clock.now(), alternatives=alternatives, wishes=wishes))


def test_a_route_of_tiles_in_this_process(config: Path) -> None:
    (route,) = by(ValhallaRouter.with_tiles(config))
    assert not route.note
    assert not route.typical
    assert 340 < route.distance_km < 440
    assert 200 < route.minutes < 300
    minutes = [point.minute for leg in route.legs for point in leg.points]
    assert minutes == sorted(minutes)
    assert any("고속도로" in leg.name for leg in route.legs)
    assert {"26", "48"} & {(point.region or "")[:2] for leg in route.legs for point in leg.points}


def test_a_server_gives_the_same_way(config: Path, server: str) -> None:
    (one,), (other,) = by(ValhallaRouter.with_tiles(config)), by(ValhallaRouter.at(server))
    assert not other.note
    assert other.minutes == pytest.approx(one.minutes, rel=0.05)
    assert [leg.name for leg in other.legs] == [leg.name for leg in one.legs]


@pytest.mark.parametrize("served", [False, True])
def test_areas_are_kept_out_of_and_other_ways_are_other(config: Path, server: str, served: bool) -> None:
    router = ValhallaRouter.at(server) if served else ValhallaRouter.with_tiles(config)
    first, *others = by(router, alternatives=2)
    assert others
    assert all(other.via != first.via or other.distance_km != first.distance_km for other in others)
    passed = {
        point.region for leg in first.legs for point in leg.points if (point.region or "").startswith("47")
    }
    avoided = frozenset({max(code for code in passed if code)})
    (around,) = by(router, Wishes(avoid_regions=avoided))
    assert not around.note
    assert not {point.region for leg in around.legs for point in leg.points} & avoided


def test_no_way_over_the_sea(config: Path) -> None:
    ask = Ask(origin=(SEOUL.lat, SEOUL.lon), destination=(JEJU.lat, JEJU.lon))
    with pytest.raises(RouterError):
        ValhallaRouter.with_tiles(config).ways(ask)
    assert ValhallaRouter.with_tiles(config).ways(ASK)


@pytest.mark.parametrize("what", ["no file", "no json", "other json", "no tiles", "a folder for an extract"])
def test_a_configuration_that_cannot_be_used_is_said(tmp_path: Path, what: str) -> None:
    path = tmp_path / "valhalla.json"
    empty = {"tile_dir": str(tmp_path), "tile_extract": str(tmp_path / "none.tar")}
    text = {
        "no json": "{",
        "other json": "[1]",
        "no tiles": json.dumps({"mjolnir": empty}),
        "a folder for an extract": json.dumps({"mjolnir": empty | {"tile_extract": str(tmp_path)}}),
    }.get(what)
    if text is not None:
        path.write_text(text)
    with pytest.raises(RouterError, match="valhalla"):
        Tiles(path)({})
    (route,) = by(ValhallaRouter.with_tiles(path))
    assert "Valhalla 길 안내를 쓸 수 없어서" in route.note


def test_tiles_are_not_loaded_before_they_are_asked(config: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from assistant.routing.remote import ValhallaRouter;"
        f"ValhallaRouter.with_tiles(Path({str(config)!r})); print('valhalla' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
