"""The journey as a picture: what is on it, that it needs nothing else, and how it fails."""

from __future__ import annotations

import struct
from datetime import timedelta
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant.api.places_in import resolve_place
from assistant.cli import app
from assistant.clock import parse_moment
from assistant.commands.errors import CommandError, UsageError
from assistant.maps import journey_map
from assistant.maps.labels import Box, placed, width_of
from assistant.maps.pixels import NoKoreanFont
from assistant.maps.view import clock_of
from assistant.risk.model import Mode
from assistant.riskclient import NoWay, RouteRequest

EVE = parse_moment("2023-08-10T09:00")
SVG = "{http://www.w3.org/2000/svg}"


@cache
def picture(kind: str, scenario: str | None = "khanun-2023", mode: Mode = Mode.CAR) -> bytes:
    request = RouteRequest(
        origin=resolve_place("서울"),
        destination=resolve_place("부산"),
        now=EVE,
        depart=EVE,
        mode=mode,
        scenario=scenario,
    )
    return journey_map(request, kind)


def words(document: bytes) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(document).iter(f"{SVG}text")]


def test_ends_times_levels_hazards_and_other_ways_are_on_it() -> None:
    said = words(picture(".svg"))
    assert "서울 → 부산" in said
    assert "서울 09:00" in said
    assert any(word.startswith("부산 1") for word in said)
    assert any("IC " in word or "JC " in word for word in said)
    assert {"안전", "관심", "주의", "경계", "심각", "주의보", "경보", "다른 길"} <= set(said)
    assert any(word.startswith("태풍") for word in said)
    assert any(word.startswith("확인 못 함") for word in said)


def test_warnings_are_hatched_where_they_hold_and_not_elsewhere() -> None:
    with_typhoon, without = picture(".svg").decode(), picture(".svg", None).decode()
    assert with_typhoon.count('fill="url(#hatch)"') > 20
    assert without.count('fill="url(#hatch)"') == 1  # the legend
    assert words(picture(".svg", None)).count("안전") <= 2  # nothing checked is not called safe in the head


def test_an_unchecked_journey_is_not_called_safe() -> None:
    assert "일부 확인 못 함" in words(picture(".svg", None))


def test_a_train_is_drawn_along_its_line() -> None:
    assert any("역 " in word for word in words(picture(".svg", "khanun-2023", Mode.TRAIN)))


def test_the_page_loads_nothing_and_says_it_all_in_words() -> None:
    page = picture(".html").decode()
    for forbidden in ("<script", "src=", "href=", "url(http", "@import"):
        assert forbidden not in page
    assert "<svg" in page
    assert "걸려요" in page
    assert page.count("<tr>") > 5


def test_pixels() -> None:
    try:
        data = picture(".png")
    except NoKoreanFont:
        pytest.skip("no Korean font: apt-get install fonts-nanum (make system)")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width == 1800
    assert 2000 < height < 3000
    assert len(data) > 200_000


def test_no_way_is_an_error_and_no_empty_map() -> None:
    request = RouteRequest(
        origin=resolve_place("서울"), destination=resolve_place("제주"), now=EVE, depart=EVE, mode=Mode.CAR
    )
    with pytest.raises(NoWay):
        journey_map(request, ".svg")


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "way.svg"
    ends = ["map", "--from", "서울", "--to", "대전", "--now", "2026-03-04T10:00"]
    done = CliRunner().invoke(app, [*ends, "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert ElementTree.parse(out).getroot().tag == f"{SVG}svg"
    for wrong, error in (("way.jpg", UsageError), ("no/way.svg", UsageError)):
        assert isinstance(CliRunner().invoke(app, [*ends, "-o", str(tmp_path / wrong)]).exception, error)
    nowhere = CliRunner().invoke(app, ["map", "--from", "서울", "--to", "없는마을", "-o", str(out)])
    assert isinstance(nowhere.exception, CommandError)


def test_times_are_those_of_a_timetable() -> None:
    at = parse_moment("2023-08-10T09:58")
    shown = [clock_of(at + timedelta(minutes=m)) for m in (-1, 0, 5, 2000)]
    assert shown == ["09:55", "10:00", "10:05", "19:20"]


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(0, 900)), min_size=1, max_size=30))
def test_no_two_words_cover_each_other_or_leave_the_page(points: list[tuple[float, float]]) -> None:
    taken: list[Box] = []
    for x, y in points:
        box = placed(x, y, "상주JC 20:35", 15, taken, (900, 900))
        if box is not None:
            assert all(box.covers(other) == 0 for other in taken)
            assert box.x >= 0
            assert box.y >= 0
            assert box.x + width_of("상주JC 20:35", 15) <= 900
            taken.append(box)
