"""Disaster messages made for the purpose, and the record where it is present."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from assistant.backtest.message_gain import LONGEST_DAYS, SILENT, backtest_gain, replayed
from assistant.backtest.message_reading import (
    Message,
    backtest_hazards,
    backtest_places,
    by_province,
    by_sender,
    by_text,
    first_keyword,
    first_name,
)
from assistant.backtest.records import messages, shared_root
from assistant.backtest.report import gain_tables, reading_tables
from assistant.backtest.residents import Population, population
from assistant.clock import SEOUL
from assistant.feeds.message_text import message_table
from assistant.risk.model import Hazard

DAY = date(2024, 7, 3)
MIRYANG, CHANGNYEONG, HAMAN, JUNGNANG = "48270", "48740", "48730", "11260"


def message(number: int, hour: int, text: str, sent: str, kind: str = "호우") -> Message:
    at = datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=SEOUL)
    return Message(number=str(number), at=at, text=text, sent=sent, step="안전안내", kind=kind)


RAIN = message(1, 7, "[밀양시] 호우경보 발효 중, 하천 접근을 삼가 바랍니다.", "경상남도 밀양시 ")
NIGHT = message(
    2, 20, "[밀양시] 호우경보 발효 중, 하천 접근을 삼가 바랍니다. 조심하세요.", "경상남도 밀양시 "
)
LOST = message(3, 7, "[밀양시] 길을 잃은 어르신을 찾습니다.", "경상남도 밀양시 ", "기타")
WIDE = message(4, 7, "[경상남도] 창녕군 도로 침수로 전면 통제 중", "경상남도 전체 ", "교통통제")


@pytest.fixture(scope="module")
def people() -> Population:
    return population(DAY, DAY, (MIRYANG, CHANGNYEONG, JUNGNANG))


def test_hazards_are_told_by_ours_and_by_the_baselines() -> None:
    snow = message(5, 9, "[춘천시] 밤사이 눈이 쌓이니 한파와 빙판길에 유의", "강원특별자치도 춘천시", "대설")
    told, first, keyword, always = backtest_hazards([RAIN, snow, LOST])
    assert told.total.total() == 2  # 기타 stands for no hazard
    assert (told.accuracy, first.accuracy) == (1.0, 1.0)
    assert keyword.accuracy == 0.5  # 한파 is the only keyword there
    assert always.right.total() == 1
    assert told.of("대설") == 1.0
    assert told.mean_recall == 1.0
    assert first_keyword("비 소식") == set()
    assert first_keyword("지진해일 주의보") == {Hazard.TSUNAMI}
    assert backtest_hazards([])[0].accuracy == 0.0


def test_places_are_told_by_ours_and_by_the_baselines() -> None:
    text = "[강남구] 영동대로 침수로 통제 중"
    assert by_sender(text) == by_text(text) == {"11680"}
    assert len(by_sender("[동구] 초량지하차도 통제")) > 3
    assert by_text(WIDE.text) == {CHANGNYEONG}
    assert by_sender(WIDE.text) > {CHANGNYEONG, MIRYANG}
    assert by_province(text) > {"11680", JUNGNANG}
    assert by_text("많은 비가 예상됩니다") == by_sender("많은 비") == first_name("많은 비") == frozenset()
    assert first_name(RAIN.text) == {MIRYANG}
    ours, first, sender, province = backtest_places([RAIN, message(6, 9, "비가 옵니다", "경상남도 밀양시")])
    assert (ours.messages, ours.found, ours.inside) == (2, 1, 1)
    assert (ours.told, ours.sent, ours.both) == (1, 2, 1)
    assert first.inside == sender.inside == 1
    assert province.inside == 0
    tables = reading_tables(backtest_hazards([RAIN]), [ours, first])
    assert tables[2].rows[0][1:] == ("50.0 %", "50.0 %", "100.0 %", "50.0 %")


def test_an_all_clear_ends_what_it_calls_off() -> None:
    over = message(9, 9, "[밀양시] 호우경보 해제, 협조에 감사드립니다.", "경상남도 밀양시 ")
    found = replayed([RAIN, LOST, over])
    [rain] = found["1"]
    assert rain.expires == over.at
    assert "9" not in found
    assert "3" not in found


def test_residents_make_their_trips(people: Population) -> None:
    assert people.homes == tuple(sorted((MIRYANG, CHANGNYEONG, JUNGNANG)))
    batch, owner = people.during(DAY, 2)
    assert len(batch) == len(owner) == 3 * 2 * 2
    assert set(owner.tolist()) == {0, 1, 2}
    assert all(home in ends for home, ends in zip(people.homes, people.ends(), strict=True))
    assert not len(people.during(date(2024, 7, 6), 1)[0])  # no Saturday was asked for


def test_islands_without_a_road_have_no_residents() -> None:
    assert population(DAY, DAY, ("47940",)).homes == ()


def test_what_touches_is_told_and_what_does_not_is_not(people: Population) -> None:
    gain = backtest_gain([RAIN, NIGHT, LOST], people)
    phone, wide, ends, told = gain.ways
    assert (phone.received, phone.touching) == (3, 1)
    assert ends.received >= phone.received
    assert wide.received == 6  # Changnyeong lies in the province too
    assert told.precision == 1.0
    assert told.touching == gain.touching
    silent = next(family for family in gain.families if family.name == SILENT)
    assert (silent.received, silent.touching) == (1, 0)
    shares = list(gain.stretched.values())
    assert shares == sorted(shares)
    assert gain.stretched[1.0] == phone.precision
    assert len(gain_tables(gain)[0].rows) == 4


def test_one_spot_touches_those_who_pass_it(people: Population) -> None:
    gain = backtest_gain([WIDE], people)
    phone, *_, told = gain.ways
    assert phone.received == 2
    assert 1 <= told.received <= 2
    here, _ = people.during(DAY, 1)
    passes = set(np.array(here.codes)[here.regions].tolist())
    assert CHANGNYEONG in passes


def test_no_message_holds_longer_than_the_trips_that_are_looked_at() -> None:
    assert max(rule.lasts for rule in message_table().rules) <= timedelta(days=LONGEST_DAYS - 1)


def test_no_messages_is_an_error(people: Population) -> None:
    with pytest.raises(ValueError, match="no messages"):
        backtest_gain([], people)


@pytest.mark.shared
def test_the_recorded_messages() -> None:
    root: Path | None = shared_root()
    if root is None:
        pytest.skip("development data not present (GILBEOT_SHARED or ../shared)")
    found = messages(root)
    assert len(found) == 7019
    told, first, keyword, always = backtest_hazards(found)
    assert told.accuracy > first.accuracy > keyword.accuracy > always.accuracy
    ours, name, sender, province = backtest_places(found[::20])
    assert ours.inside > sender.inside > name.inside > province.inside
