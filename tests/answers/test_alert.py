"""What is said about a watched trip: which, what and why, what to do."""

from __future__ import annotations

from datetime import timedelta

from assistant.answers.alert import alert_reply, all_clear_reply
from assistant.risk.model import Assessment, Hazard, Level
from assistant.riskclient import RouteRequest
from tests.engine_fakes import BUSAN, NOW, SEOUL, engine, warning

RAIN = warning(Hazard.HEAVY_RAIN, "호우경보", ["48270"], expires=NOW + timedelta(hours=6))


def judged(*signals: object, hours: float = 96, under_way: bool = False) -> Assessment:
    depart = NOW - timedelta(hours=1) if under_way else NOW + timedelta(hours=1)
    request = RouteRequest(origin=SEOUL, destination=BUSAN, now=NOW, depart=depart, under_way=under_way)
    return engine(*signals, hours=hours).assess_route_sync(request)  # type: ignore[arg-type]


def test_first_word() -> None:
    reply = alert_reply(judged(RAIN), NOW, title="부산 출장", before=Level.SAFE, new_cause=False)
    assert reply.text.startswith("오늘 오전 10시에 떠나시는 부산 출장 소식이에요. ")
    assert "밀양에 기상청 호우경보가 내려져 있어서 길벗 판단으로 '경계' 단계예요." in reply.text
    assert reply.text.count(".") >= 3
    assert reply.text.endswith("'안전' 단계로 내려가요.")


def test_worse_names_what_was_said_before() -> None:
    reply = alert_reply(judged(RAIN), NOW, title="", before=Level.CAUTION, new_cause=False)
    assert "서울에서 부산까지 가시는 길 소식이에요. '주의' 단계라고 말씀드렸는데 더 나빠졌어요." in reply.text
    more = alert_reply(judged(RAIN), NOW, title="", before=Level.ALERT, new_cause=True)
    assert "걱정되는 것이 하나 더 생겼어요." in more.text


def test_under_way_only_what_is_ahead_counts() -> None:
    behind = warning(Hazard.HEAVY_RAIN, "호우경보", ["11110"], expires=NOW + timedelta(hours=6))
    assert judged(behind, under_way=True).drivers == ()
    reply = alert_reply(judged(RAIN, under_way=True), NOW, title="출장", before=Level.SAFE, new_cause=False)
    assert reply.text.startswith("지금 서울에서 부산까지 가시는 길 소식이에요.")


def test_the_end_is_no_promise_where_something_is_unknown() -> None:
    clear = all_clear_reply(judged(), NOW, title="출장")
    assert clear.text == "오늘 오전 10시에 떠나시는 출장에 걸리던 위험이 사라져서 지금 확인된 위험은 없어요."
    partly = all_clear_reply(judged(hours=3), NOW, title="출장")
    assert "확인할 수 없는 정보도 있으니" in partly.text
    assert "없어요" not in partly.text
