"""Scores against hand-counted cases."""

from __future__ import annotations

import sys
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sklearn.metrics import f1_score

from assistant.evaluation.datasets import Line, kind_of_time
from assistant.evaluation.intents import score_intents
from assistant.evaluation.outside import Verdict, score_outside
from assistant.evaluation.run import latency
from assistant.evaluation.slots import fits, score_slots
from assistant.evaluation.times import accepts, dateparser_finder, score_times

BUSAN = {"name": "부산광역시", "short": "부산", "region": "부산광역시"}
GOSEONG = {"name": "고성군", "short": "고성", "region": "강원특별자치도 고성군"}
DAY = {"start": "2026-03-05T00:00:00", "end": "2026-03-06T00:00:00"}
FIFTH, SIXTH = datetime(2026, 3, 5), datetime(2026, 3, 6)  # noqa: DTZ001 - the sets are naive


def test_intents_agree_with_scikit_learn() -> None:
    wanted = ["a", "a", "b", "b", "c", "inform", "ask_route_safety"]
    found = ["a", "b", "b", "d", "c", "ask_route_safety", "nlu_fallback"]
    score = score_intents((w, f, "x") for w, f in zip(wanted, found, strict=True))
    plain = [w if w != "inform" else "ask_route_safety" for w in wanted]
    told = [f if f != "nlu_fallback" else "out_of_scope" for f in found]
    assert score.macro_f1 == pytest.approx(f1_score(plain, told, average="macro", zero_division=0))
    assert (score.right, score.total) == (4, 7)
    assert score.accuracy == pytest.approx(4 / 7)
    assert score.confusions["a", "b"] == 1
    assert ("ask_route_safety", "out_of_scope", "x") in score.wrong


@pytest.mark.parametrize(
    ("slot", "wanted", "value", "right"),
    [
        ("place", "부산광역시", BUSAN, True),
        ("place", "부산", BUSAN, True),
        ("place", "대구광역시", BUSAN, False),
        ("place", ["대구광역시", "부산광역시"], BUSAN, True),
        ("place", {"name": "고성군", "region": "강원"}, GOSEONG, True),
        ("place", {"name": "고성군", "region": "경상남도"}, GOSEONG, False),
        ("origin", "@home", {"text": "집", "deictic": "home"}, True),
        ("origin", "@home", {"text": "회사", "deictic": "work"}, False),
        ("origin", "@home", BUSAN, False),
        ("place", "성남시 분당구", {"name": "성남시분당구", "short": "분당"}, True),
        ("time", DAY, {"start": "2026-03-05T00:00:00+09:00", "end": "2026-03-06T00:00:00+09:00"}, True),
        ("time", DAY, {"start": "2026-03-05T00:00:00", "end": "2026-03-07T00:00:00"}, False),
        ("time", DAY | {"end": None}, {"start": "2026-03-05T00:00:00", "end": "2026-03-07T00:00:00"}, True),
        ("mode", "train", "train", True),
        ("mode", ["train", "bus"], "bus", True),
        ("hazard", "fog", "heat", False),
    ],
)
def test_values(slot: str, wanted: Any, value: Any, right: bool) -> None:
    assert fits(slot, wanted, value) is right


def test_a_wrong_value_is_given_and_missed() -> None:
    line = Line(text="x", slots={"destination": "부산광역시", "mode": "bus"})
    score = score_slots([(line, {"destination": BUSAN, "mode": "train", "hazard": "fog"})])
    assert score.by_slot["destination"].f1 == 1.0
    assert (score.by_slot["mode"].fp, score.by_slot["mode"].fn) == (1, 1)
    assert (score.by_slot["hazard"].fp, score.by_slot["hazard"].fn) == (1, 0)
    assert (score.all.tp, score.all.fp, score.all.fn) == (1, 2, 1)
    assert score.whole == 0
    assert ("mode", "bus", "train", "x") in score.wrong


def test_what_is_not_judged_does_not_count() -> None:
    line = Line(text="x", slots={"mode": "bus"}, unjudged=frozenset({"time"}))
    score = score_slots([(line, {"mode": "bus", "time": DAY})])
    assert (score.whole, score.all.fp) == (1, 0)


@pytest.mark.parametrize(
    ("line", "start", "end", "right"),
    [
        (Line(text="x", start=FIFTH, end=SIXTH), FIFTH, SIXTH, True),
        (Line(text="x", start=FIFTH, end=SIXTH), FIFTH, None, True),
        (Line(text="x", start=FIFTH, end=SIXTH), FIFTH, FIFTH, False),
        (Line(text="x", start=FIFTH), FIFTH, FIFTH, True),
        (Line(text="x", start=FIFTH), SIXTH, SIXTH, False),
        (Line(text="x", start=FIFTH, end=FIFTH, end_either=True), FIFTH, SIXTH, True),
    ],
)
def test_times_are_exact(line: Line, start: datetime, end: datetime | None, right: bool) -> None:
    assert accepts(line, start, end) is right


def test_times_are_counted_by_grain_and_kind() -> None:
    lines = [
        Line(text=text, start=FIFTH, grain="day")
        for text in ("다음 주 월요일", "추석", "3월 5일부터 7일까지")
    ]
    score = score_times([(lines[0], [(FIFTH, None)]), (lines[1], []), (lines[2], [(SIXTH, None)])])
    assert (score.right, score.by_grain) == (1, {"day": (1, 3)})
    assert score.by_kind == {"weekday": (1, 1), "named day": (0, 1), "range": (0, 1)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3시부터 5시까지", "range"),
        ("추석 전날", "named day"),
        ("사흘 뒤에", "distance"),
        ("다음 주 화요일", "weekday"),
        ("세 시", "clock"),
        ("3월 2일", "date"),
        ("저녁", "part of day"),
        ("내일", "word"),
    ],
)
def test_kinds_of_times(text: str, kind: str) -> None:
    assert kind_of_time(text) == kind


def verdicts(inside: list[tuple[str, float]], outside: list[tuple[str, float]]) -> list[Verdict]:
    return [Verdict(inside=True, found=f, confidence=c) for f, c in inside] + [
        Verdict(inside=False, found=f, confidence=c) for f, c in outside
    ]


def test_outside_at_the_operating_point() -> None:
    # A hundred requests: three may be turned away, the three least sure ones (0.3, 0.4, 0.5).
    inside = [("ask_weather", 0.3), ("ask_weather", 0.4), ("ask_weather", 0.5)] + [("ask_weather", 0.9)] * 97
    outside = [("out_of_scope", 0.9), ("ask_weather", 0.45), ("play_music", 0.2), ("ask_weather", 0.95)]
    score = score_outside(verdicts(inside, outside))
    assert (score.recall, score.rejected) == (0.25, 0.0)
    assert score.recall_at == 0.75
    assert score.travel == 0.5
    assert score.taken_for == {"ask_weather": 2, "play_music": 1}


def test_outside_when_too_much_is_turned_away() -> None:
    inside = [("nlu_fallback", 0.1 * step) for step in range(1, 10)] + [("ask_weather", 0.9)]
    score = score_outside(verdicts(inside, [("out_of_scope", 1.0), ("out_of_scope", 0.5)]))
    assert score.rejected == 0.9
    # None of ten may be turned away: only what is stranger than all of them counts.
    assert score.recall_at == 0.5


def test_ties_are_chosen_among_blindly() -> None:
    # A hundred requests, six of them refused with full confidence: three of the six may be.
    inside = [("out_of_scope", 1.0)] * 6 + [("ask_weather", 1.0)] * 94
    score = score_outside(verdicts(inside, [("out_of_scope", 1.0)] * 8 + [("ask_weather", 1.0)] * 2))
    assert (score.recall, score.rejected) == (0.8, 0.06)
    assert score.recall_at == pytest.approx(0.4)


def test_outside_of_nothing() -> None:
    assert score_outside([]).recall_at == 0.0


def test_latency() -> None:
    value = latency([step / 1000 for step in range(1, 101)])
    assert (value.p50, value.p95, value.slowest) == pytest.approx((51, 96, 100))
    assert latency([]).lines == 0


def test_dateparser_is_asked_for_the_whole_text_first(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str, datetime]] = []

    def parse(text: str, *, languages: list[str], settings: dict[str, Any]) -> datetime | None:
        asked.append(("parse", text, settings["RELATIVE_BASE"]))
        return SIXTH if text == "모레" else None

    def search_dates(text: str, *, languages: list[str], settings: dict[str, Any]) -> Any:
        asked.append(("search", text, settings["RELATIVE_BASE"]))
        return [("내일", SIXTH)] if "내일" in text else None

    monkeypatch.setitem(sys.modules, "dateparser", SimpleNamespace(parse=parse))
    monkeypatch.setitem(sys.modules, "dateparser.search", SimpleNamespace(search_dates=search_dates))
    find = dateparser_finder()
    assert find is not None
    assert find("모레", FIFTH) == [(SIXTH, None)]
    assert find("내일 가", FIFTH) == [(SIXTH, None)]
    assert find("아무말", FIFTH) == []
    assert [(how, text) for how, text, _ in asked] == [
        ("parse", "모레"),
        ("parse", "내일 가"),
        ("search", "내일 가"),
        ("parse", "아무말"),
        ("search", "아무말"),
    ]
    assert {now for _, _, now in asked} == {FIFTH}


def test_without_dateparser_there_is_no_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dateparser", None)
    assert dateparser_finder() is None
