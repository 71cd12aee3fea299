"""The shipped tables hold together."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from assistant.places.regions import load_regions
from assistant.routing.geo import densify, distance_km, length_km
from assistant.routing.islands import MAINLAND, land_of
from assistant.routing.network import load_network
from assistant.routing.rail import load_rail
from assistant.routing.tables import rows, toml
from assistant.routing.traffic import day_kind
from tests.routing.samples import place


def test_edges_are_not_shorter_than_the_straight_line() -> None:
    net = load_network()
    assert len(net.edges) > 3000
    for edge in net.edges:
        a, b = net.nodes[edge.a], net.nodes[edge.b]
        straight = distance_km(a.lat, a.lon, b.lat, b.lon)
        assert edge.km >= 0.85 * straight - 0.3, (a.name, b.name, edge.km, straight)
        assert 5 < edge.km / edge.minutes * 60 < 121


def test_samples_match_the_stored_regions() -> None:
    net, regions = load_network(), load_regions()
    for number in range(0, len(net.edges), 97):
        for lat, lon, _, code, label in net.samples(number):
            region = regions.at(lat, lon)
            assert code == (region.code if region else None)
            assert label


def test_every_mainland_district_is_on_the_network() -> None:
    net = load_network()
    main = {n.region for n, part in zip(net.nodes, net.component, strict=True) if part == net.component[0]}
    apart = {"47940", "50110", "50130", "28720"}  # 울릉, 제주, 서귀포, 옹진
    missing = [
        region.name
        for region in load_regions().all()
        if region.code not in main | apart
        and min(distance_km(region.lat, region.lon, n.lat, n.lon) for n in net.nodes) > 8
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("name", "land"),
    [
        ("서울", MAINLAND),
        ("부산", MAINLAND),
        ("거제", MAINLAND),
        ("진도", MAINLAND),
        ("목포", MAINLAND),
        ("제주", "제주도"),
        ("서귀포", "제주도"),
        ("우도", "우도"),
        ("울릉도", "울릉도"),
        ("백령도", "백령도"),
        ("흑산도", "흑산도"),
    ],
)
def test_lands(name: str, land: str) -> None:
    assert land_of(place(name).lat, place(name).lon) == land


def test_rail_speeds_are_plausible() -> None:
    for row in rows("rail.csv"):
        if float(row["km"]) > 15:
            assert 30 <= float(row["km"]) / float(row["minutes"]) * 60 <= 400, row
    assert len(load_rail().stations) > 200


def test_ports_of_ferries_to_islands_lie_on_islands() -> None:
    ports = {row["name"]: (float(row["lat"]), float(row["lon"])) for row in rows("ports.csv")}
    for row in rows("crossings.csv"):
        if row["mode"] == "ship":
            assert land_of(*ports[row["a"]]) != land_of(*ports[row["b"]]), row
            for zone in row["zones"].split("|"):
                load_regions().get(f"sea:{zone}")


def test_profiles_have_a_factor_for_every_hour() -> None:
    table = toml("traffic.toml")
    for kind in ("weekday", "weekend", "holiday_peak"):
        for road in ("trunk", "urban"):
            assert len(table[kind][road]) == 24
            assert all(1.0 <= factor <= 2.5 for factor in table[kind][road])


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 24), "weekday"),
        (date(2026, 11, 28), "weekend"),
        (date(2026, 10, 9), "weekend"),
        (date(2026, 8, 17), "weekend"),  # the Monday after 광복절 on a Saturday
        (date(2026, 9, 25), "holiday_peak"),
        (date(2027, 2, 6), "holiday_peak"),
        (date(2023, 9, 29), "holiday_peak"),
        (date(2024, 5, 15), "weekend"),  # 부처님오신날
    ],
)
def test_kinds_of_days(day: date, kind: str) -> None:
    assert day_kind(day) == kind


def test_densify_keeps_corners_and_ends() -> None:
    line = [(37.0, 127.0), (37.1, 127.0), (37.1, 127.2)]
    points = densify(line, 2.0)
    assert points[0][:2] == line[0]
    assert points[-1] == (*line[-1], pytest.approx(1.0))
    assert line[1] in [point[:2] for point in points]
    shares = [point[2] for point in points]
    assert shares == sorted(shares)
    for a, b in pairwise(points):
        assert distance_km(*a[:2], *b[:2]) <= 2.001
    assert length_km(line) == pytest.approx(28.9, abs=0.3)
