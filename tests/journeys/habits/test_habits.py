"""Of a made life, in each format, the same habits are found; and nothing but habits is left."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.clock import SEOUL
from assistant.journeys.habits.model import Habits, Role
from assistant.journeys.habits.points import HistoryUnreadable, Point, Stay
from assistant.journeys.habits.read import files_of, learn
from assistant.journeys.habits.stays import stays
from assistant.risk.matching import distance_km
from assistant.settings import ROOT, Settings, settings
from assistant.store import LOCAL
from assistant.store.consents import DataKind
from assistant.store.personal_data import PersonalData, personal_data
from tests.journeys.habits import made
from tests.store.test_trips import on_disk

FORMATS: dict[str, Callable[[Iterator[Point]], str]] = {
    "Records.json": lambda points: "".join(made.records(points)),
    "old.json": lambda points: "".join(made.records(points, millis=True)),
    "2023_MARCH.json": made.semantic,
    "Timeline.json": made.android,
    "location-history.json": made.ios,
    "life.gpx": made.gpx,
    "2023-03.rec": made.rec,
}


def learned(tmp_path: Path, name: str = "Records.json") -> Habits:
    file = tmp_path / name
    file.write_text(FORMATS[name](made.life()), encoding="utf-8")
    found = learn([file])
    assert found is not None
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_home_work_and_the_ways_between_are_found(tmp_path: Path, name: str) -> None:
    found = learned(tmp_path, name)
    home, work = (next(p for p in found.places if p.role is role) for role in (Role.HOME, Role.WORK))
    assert distance_km(home.lat, home.lon, *made.HOME) < 0.1
    assert distance_km(work.lat, work.lon, *made.WORK) < 0.1
    roles = [place.role for place in found.places]
    ends = {(way.weekday, roles[way.origin], roles[way.destination]): way for way in found.ways}
    for weekday in range(5):
        assert abs(ends[weekday, Role.HOME, Role.WORK].minute - 460) <= 15
        assert abs(ends[weekday, Role.WORK, Role.HOME].minute - 1100) <= 15
        assert ends[weekday, Role.HOME, Role.WORK].probability > 0.7
    assert (5, Role.HOME, Role.OTHER) in ends
    assert not [way for way in found.ways if way.weekday == 6]


def test_the_next_trips_come_with_their_probability(tmp_path: Path) -> None:
    found = learned(tmp_path)
    sunday = datetime(2023, 5, 7, 12, tzinfo=SEOUL)
    (trip,) = found.next_trips(sunday, days=1)
    assert (trip.origin.role, trip.destination.role) == (Role.HOME, Role.WORK)
    assert trip.depart.date() == date(2023, 5, 8)
    assert 0.7 < trip.probability < 1.0
    week = list(found.next_trips(sunday, days=7))
    assert [each.depart for each in week] == sorted(each.depart for each in week)
    assert not list(found.next_trips(sunday, days=7, least=0.999))


def test_probabilities_hold_in_weeks_that_were_not_learned_from(tmp_path: Path) -> None:
    found = learned(tmp_path)
    now = made.FIRST + timedelta(weeks=8)
    expected = list(found.next_trips(now, days=27, least=0.5))
    later = [stay for stay in stays(made.life(12)) if stay.end >= now]
    moves = [(a.end, b) for a, b in pairwise(later)]

    def came(depart: datetime, lat: float, lon: float) -> bool:
        near = (b for left, b in moves if abs(left - depart) < timedelta(minutes=45))
        return any(distance_km(b.lat, b.lon, lat, lon) < 0.3 for b in near)

    hits = [came(e.depart, e.destination.lat, e.destination.lon) for e in expected]
    assert len(expected) >= 40
    assert abs(sum(hits) / len(hits) - sum(e.probability for e in expected) / len(expected)) < 0.12


def test_a_thin_history_is_no_habit(tmp_path: Path) -> None:
    file = tmp_path / "Records.json"
    file.write_text("".join(made.records([*made.life(1)][:200])), encoding="utf-8")
    assert learn([file]) is None


def test_stays_are_told_from_ways_and_from_silence() -> None:
    def point(minute: float, lat: float = 37.5) -> Point:
        return Point(made.FIRST + timedelta(minutes=minute), lat, 127.0)

    assert not list(stays(point(m, 37.5 + m / 100) for m in range(60)))
    assert not list(stays([point(0), point(14)]))
    (one,) = stays([point(0), point(16), point(20, 37.6)])
    assert (one.start, one.end) == (point(0).at, point(16).at)
    assert len(list(stays([point(0), point(20), point(920), point(940)]))) == 2
    (ordered,) = stays([point(30), point(0), point(50)])
    assert ordered.start == point(30).at
    given = Stay(point(0).at, point(60).at, 37.5, 127.0)
    assert list(stays([given])) == [given]


BAD = {
    "empty.json": b"",
    "broken.json": b'{"locations": [{"latitudeE7": 375',
    "other.json": b'{"hello": [1, 2]}',
    "binary.json": bytes(range(256)),
    "bomb.gpx": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><gpx>&a;</gpx>',
    "broken.gpx": b"<gpx><trk>",
    "notes.txt": b"37.5,127.0",
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_history_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    with pytest.raises(HistoryUnreadable, match=r"[가-힣]"):
        learn([tmp_path / name])


def test_odd_rows_are_left_out(tmp_path: Path) -> None:
    rows = [*made.records(made.life())]
    rows.insert(1, '{"latitudeE7": "x"}, 5, null, {"latitudeE7": 9999999999, "longitudeE7": 0}, ')
    (tmp_path / "Records.json").write_text("".join(rows), encoding="utf-8")
    assert learn([tmp_path / "Records.json"]) is not None
    lines = "nonsense\n\t\t{]\n" + "x" * 200_000 + "\n" + made.rec(made.life())
    (tmp_path / "a.rec").write_text(lines, encoding="utf-8")
    assert learn([tmp_path / "a.rec"]) is not None


def test_files_of_a_folder_come_by_month(tmp_path: Path) -> None:
    for name in ("2021_APRIL.json", "2021_MARCH.json", "2020_DECEMBER.json", "readme.txt"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "link.json").symlink_to("/etc/hostname")
    names = [path.name for path in files_of([tmp_path])]
    assert names == ["2020_DECEMBER.json", "2021_MARCH.json", "2021_APRIL.json"]


MEASURE = """
import resource, sys
from itertools import pairwise
from pathlib import Path
from assistant.journeys.habits.read import learn
assert learn([Path(sys.argv[1])])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    kilobytes = []
    for weeks in (6, 60):
        file = tmp_path / f"{weeks}.json"
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(made.records(made.life(weeks)))
        command = [sys.executable, "-c", MEASURE, str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        kilobytes.append(int(done.stdout))
    assert file.stat().st_size > 10_000_000
    assert kilobytes[1] - kilobytes[0] < 5_000


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PersonalData]:
    monkeypatch.setenv("GILBEOT_DATABASE_URL", f"sqlite:///{tmp_path / 'g.db'}")
    monkeypatch.setenv("GILBEOT_STATE_DIR", str(tmp_path))
    settings.cache_clear()
    personal_data.cache_clear()
    yield PersonalData.of(Settings())
    settings.cache_clear()
    personal_data.cache_clear()


def run(*arguments: str, said: str = "") -> str:
    done = CliRunner().invoke(app, ["habits", *arguments], input=said)
    return done.stdout + (str(done.exception) if done.exception else "")


def test_nothing_is_kept_without_a_yes_and_only_habits_with_it(tmp_path: Path, kept: PersonalData) -> None:
    file = tmp_path / "Records.json"
    file.write_text("".join(made.records(made.life())), encoding="utf-8")
    assert "--save" in run("import", str(file))
    assert "동의하지 않으셔서" in run("import", str(file), "--save", said="n\n")
    assert kept.habits.get(LOCAL, "me") is None
    assert "위치 기록은 남기지 않았어요" in run("import", str(file), "--save", said="y\n")
    assert kept.consents.has(LOCAL, "me", DataKind.LOCATION_HISTORY)
    assert b"37.54" not in on_disk(tmp_path)
    assert "회사" in run("show")
    ahead = ("next", "--now", "2023-05-07T12:00", "--days", "2")
    assert "집 → 회사" in run(*ahead)
    run(*ahead, "--save")
    run(*ahead, "--save")
    trips = kept.trips.of(LOCAL, "me")
    assert [trip.plan.title for trip in trips][:2] == ["집에서 회사", "회사에서 집"]
    assert len({trip.client_id for trip in trips}) == len(trips)
    assert all(trip.plan.provenance == "habit" and trip.plan.confidence < 1 for trip in trips)
    assert kept.habits.get(LOCAL, "yuna") is None
    run("forget")
    assert kept.habits.get(LOCAL, "me") is None
    assert not kept.consents.has(LOCAL, "me", DataKind.LOCATION_HISTORY)
    assert "아는 습관이 없어요" in run("show")
