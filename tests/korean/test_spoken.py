"""What is read aloud: whole texts, and the words for single values."""

import re
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.korean.spoken import (
    Form,
    NumberStyle,
    clock,
    count,
    day,
    distance,
    duration,
    native,
    number,
    sino,
    spell,
    spoken,
    when,
)

KST = timezone(timedelta(hours=9))
NOW = datetime(2023, 8, 9, 18, tzinfo=KST)

DATES = [
    ("8월 10일", "팔월 십일"),
    ("6월 6일", "유월 육일"),
    ("10월 10일", "시월 십일"),
    ("12월 31일", "십이월 삼십일일"),
    ("2023년 8월 9일", "이천이십삼년 팔월 구일"),
    ("2023-08-09", "이천이십삼년 팔월 구일"),
    ("2023.8.9.", "이천이십삼년 팔월 구일"),
    ("2023. 8. 9.", "이천이십삼년 팔월 구일"),
    ("2023/08/09", "이천이십삼년 팔월 구일"),
    ("'23.8.9", "이천이십삼년 팔월 구일"),
    ("2024-02", "이천이십사년 이월"),
    ("8/10(목)", "팔월 십일 목요일"),
    ("8.10.(목)", "팔월 십일 목요일"),
    ("8월 10일(목)", "팔월 십일 목요일"),
    ("7.10. 07시", "칠월 십일 오전 일곱 시"),
    ("2023-08-09T18:00:00+09:00", "이천이십삼년 팔월 구일 오후 여섯 시"),
    ("2023-08-09T18:05Z", "이천이십삼년 팔월 구일 오후 여섯 시 오 분"),
    ("8월 10~12일", "팔월 십일부터 십이일까지"),
    ("10월 6일~8일에", "시월 육일부터 팔일까지"),
    ("5.15. ~ 5.17.", "오월 십오일부터 오월 십칠일까지"),
    (
        "2024-04-09(화) ~ 2024-04-11(목)",
        "이천이십사년 사월 구일 화요일부터 이천이십사년 사월 십일일 목요일까지",
    ),
    ("13월 40일", "십삼월 사십일"),
]
CLOCKS = [
    ("10:30", "오전 열 시 반"),
    ("00:00", "자정"),
    ("24:00", "자정"),
    ("00:30", "새벽 영시 삼십 분"),
    ("03:00", "새벽 세 시"),
    ("12:00", "낮 열두 시"),
    ("12:30", "낮 열두 시 반"),
    ("22:05", "오후 열 시 오 분"),
    ("23:59:59", "오후 열한 시 오십구 분 오십구 초"),
    ("10시 30분", "열 시 반"),
    ("오전 10시 30분", "오전 열 시 반"),
    ("오후 3:30", "오후 세 시 반"),
    ("3시", "세 시"),
    ("15시", "오후 세 시"),
    ("08시", "오전 여덟 시"),
    ("0시", "영시"),
    ("24시", "이십사시"),
    ("오후 13시 20분", "오후 한 시 이십 분"),
    ("밤 22시", "밤 열 시"),
    ("PM 3:30", "오후 세 시 반"),
    ("7:15 am", "오전 일곱 시 십오 분"),
    ("오늘15:12경", "오늘 오후 세 시 십이 분경"),
    ("13:10분", "오후 한 시 십 분"),
    ("8월 9일18:00", "팔월 구일 오후 여섯 시"),
    ("09:00~12:00", "오전 아홉 시부터 낮 열두 시까지"),
    ("09:00-12:00에", "오전 아홉 시부터 낮 열두 시까지"),
    ("9~12시", "아홉 시부터 열두 시까지"),
    ("9시~12시 사이에", "아홉 시에서 열두 시 사이에"),
    ("오전 9시~오후 6시까지", "오전 아홉 시부터 오후 여섯 시까지"),
    ("24시간", "이십사 시간"),
]
COUNTERS = [
    ("1시간", "한 시간"),
    ("3시간", "세 시간"),
    ("20시간", "스무 시간"),
    ("36시간", "삼십육 시간"),
    ("2시간 30분", "두 시간 반"),
    ("5시간 20분", "다섯 시간 이십 분"),
    ("2명", "두 명"),
    ("21명", "스물한 명"),
    ("119명", "백십구 명"),
    ("5대", "다섯 대"),
    ("20대 남성", "이십 대 남성"),
    ("20살", "스무 살"),
    ("65세", "육십오 세"),
    ("4가지", "네 가지"),
    ("3곳", "세 곳"),
    ("1번째", "첫 번째"),
    ("2번째", "두 번째"),
    ("11번째", "열한 번째"),
    ("1번 국도", "일번 국도"),
    ("5번 출구", "오번 출구"),
    ("하루에 3번", "하루에 세 번"),
    ("3번 이상", "세 번 이상"),
    ("국도 7호선", "국도 칠호선"),
    ("제6호 태풍", "제육호 태풍"),
    ("1100도로", "천백도로"),
    ("3층", "삼층"),
    ("B2층", "지하 이층"),
    ("3개월", "삼 개월"),
    ("2박 3일", "이박 삼일"),
    ("3단계", "삼 단계"),
    ("2개 차로", "두 개 차로"),
    ("2차로", "이 차로"),
    ("2배", "두 배"),
    ("1.5배", "일 점 오 배"),
    ("3 명이", "세 명이"),
    ("5 대구", "오 대구"),
    ("종로3가", "종로삼가"),
]
RANGES = [
    ("3~5시간", "세 시간에서 다섯 시간"),
    ("2~3시간", "두세 시간"),
    ("3~4명", "서너 명"),
    ("2~3일", "이삼 일"),
    ("30~40분", "삼십에서 사십 분"),
    ("30~50mm", "삼십에서 오십 밀리미터"),
    ("30mm~50mm", "삼십에서 오십 밀리미터"),
    ("30 ～ 50㎜", "삼십에서 오십 밀리미터"),
    ("2.5~4m", "이 점 오에서 사 미터"),
    ("10~15m/s", "초속 십에서 십오 미터"),
    ("6~8월", "유월에서 팔월"),
    ("3~5층", "삼층에서 오층"),
    ("-5~-3℃", "영하 오에서 영하 삼 도"),
    ("동부도서관~서부초", "동부도서관에서 서부초"),
    ("네~ 알겠어요", "네 알겠어요"),
    ("30-50mm", "삼십에서 오십 밀리미터"),
]
QUANTITIES = [
    ("200mm", "이백 밀리미터"),
    ("35m/s", "초속 삼십오 미터"),
    ("초속 35m", "초속 삼십오 미터"),
    ("초속 35m/s", "초속 삼십오 미터"),
    ("100km/h", "시속 백 킬로미터"),
    ("30mm/h", "시간당 삼십 밀리미터"),
    ("35㎍/㎥", "세제곱미터당 삼십오 마이크로그램"),
    ("970hPa", "구백칠십 헥토파스칼"),
    ("33℃", "삼십삼 도"),
    ("-12℃", "영하 십이 도"),
    ("−3.5도", "영하 삼 점 오 도"),
    ("영하 12도", "영하 십이 도"),
    ("영하 -3도", "영하 삼 도"),
    ("-3", "마이너스 삼"),
    ("+3", "플러스 삼"),
    ("60%", "육십 퍼센트"),
    ("5%p", "오 퍼센트포인트"),
    ("12.5", "십이 점 오"),
    ("0.05", "영 점 영오"),
    ("2.0", "이 점 영"),
    ("1,950m", "천구백오십 미터"),
    ("1,234,567원", "백이십삼만 사천오백육십칠 원"),
    ("₩5,000", "오천 원"),
    ("$10", "십 달러"),
    ("10000", "만"),
    ("3만 5천 명", "삼만 오천 명"),
    ("1만2000명", "만 이천 명"),
    ("2조 3천억 원", "이조 삼천억 원"),
    ("1.5억", "일 점 오억"),
    ("10km²", "십 제곱킬로미터"),
    ("5 m3", "오 세제곱미터"),
    ("1/3", "삼분의 일"),
    ("3:2", "삼 대 이"),
    ("5·18", "오일팔"),
    ("v1.2.3", "브이 일 점 이 점 삼"),
    ("송정리 167-89", "송정리 백육십칠 다시 팔십구"),
    ("12-3번지", "십이 다시 삼번지"),
    ("007", "공공칠"),
]
TELEPHONES = [
    ("119에 전화하세요", "일일구에 전화하세요"),
    ("119로", "일일구로"),
    ("경찰(112)에 신고", "경찰 일일이에 신고"),
    ("112대", "백십이 대"),
    ("1339 또는 보건소", "일삼삼구 또는 보건소"),
    ("120 다산콜", "일이공 다산콜"),
    ("120km", "백이십 킬로미터"),
    ("국번 없이 110", "국번 없이 일일공"),
    ("010-1234-5678", "공일공, 일이삼사, 오육칠팔"),
    ("01012345678", "공일공, 일이삼사, 오육칠팔"),
    ("(02)123-4567", "공이, 일이삼, 사오육칠"),
    ("1588-1234", "일오팔팔, 일이삼사"),
    ("재난과(033-639-2968)로", "재난과, 공삼삼, 육삼구, 이구육팔로"),
]
LATIN = [
    ("KTX", "케이티엑스"),
    ("SRT로", "에스알티로"),
    ("ITX-청춘", "아이티엑스 청춘"),
    ("KTX-산천", "케이티엑스 산천"),
    ("GTX-A", "지티엑스 에이"),
    ("판교IC", "판교아이씨"),
    ("중부JC", "중부제이씨"),
    ("서울TG", "서울톨게이트"),
    ("PM2.5", "피엠 이 점 오"),
    ("PM10", "피엠 십"),
    ("CCTV", "씨씨티브이"),
    ("GPS", "지피에스"),
    ("COVID-19", "코로나일구"),
    ("코로나19", "코로나일구"),
    ("Wi-Fi", "와이파이"),
    ("5G", "오지"),
    ("KE1234편", "케이이 일이삼사편"),
    ("A380", "에이 삼백팔십"),
    ("M5107 버스", "엠 오천백칠 버스"),
    ("KTX101열차", "케이티엑스 백일열차"),
    ("Busan", "부산"),
    ("Gangnam", "강남"),
    ("Haeundae", "해운대"),
    ("KakaoTalk", "카카오톡"),
    ("risk", "리스크"),
    ("café", "카페"),
    ("ＫＴＸ", "케이티엑스"),
    ("A형", "에이형"),
    ("KTX을 타세요", "케이티엑스를 타세요"),
    ("50%을", "오십 퍼센트를"),
    ("GPS이", "지피에스가"),
]
SIGNS = [
    ("부산·울산·경남", "부산, 울산, 경남"),
    ("시·군·구", "시군구"),
    ("산사태ㆍ침수", "산사태, 침수"),
    ("비/눈", "비, 눈"),
    ("서울→부산", "서울에서 부산"),
    ("'경계' 단계", "경계 단계"),
    ("“안전해?”", "안전해?"),
    ("김해(경남)가", "김해 경남이"),
    ("방류(초당 13톤)하여", "방류하여, 초당 십삼 톤"),
    ("호우경보(8월 10일 06:00 발표)가", "호우경보, 팔월 십일 오전 여섯 시 발표가"),
    ("[기상청] 호우", "기상청, 호우"),
    ("서울을(를)", "서울을"),
    ("비이(가)", "비가"),
    ("부산(으)로", "부산으로"),
    ("안녕 😀👍🏽", "안녕"),
    ("ㅋㅋㅋ 네 ㅠㅠ", "네"),
    ("- 첫째\n- 둘째", "첫째. 둘째"),
    ("**굵게** `코드`", "굵게 코드"),
    ("https://www.weather.go.kr/w 참고", "링크 참고"),
    ("a@b.kr로", "전자우편 주소 로"),
    ("뭐라고?!", "뭐라고?"),
    ("음… 네", "음. 네"),
    ("①첫째 ⑨10:30", "일 첫째 구 오전 열 시 반"),
    ("Ⅲ단계", "삼 단계"),
    ("½", "이분의 일"),
    ("北 미사일", "북한 미사일"),
    ("", ""),
    ("🌀", ""),
    ("   ", ""),
    ("안녕하세요.", "안녕하세요."),
]
SENTENCES = [
    (
        "내일 오전 9시 전에 출발하시거나 KTX를 타시면 '관심' 단계로 내려가요.",
        "내일 오전 아홉 시 전에 출발하시거나 케이티엑스를 타시면 관심 단계로 내려가요.",
    ),
    (
        "밀양~김해 구간은 11시부터 시간당 30~50mm, 최대풍속 25m/s예요.",
        "밀양에서 김해 구간은 열한 시부터 시간당 삼십에서 오십 밀리미터, 최대풍속 초속 이십오 미터예요.",
    ),
    (
        "초미세먼지(PM2.5)는 35㎍/㎥로 '보통'이에요.",
        "초미세먼지, 피엠 이 점 오는 세제곱미터당 삼십오 마이크로그램으로 보통이에요.",
    ),
    (
        "가까운 대피소는 공덕초등학교(약 350m)예요. 위급하면 119로 전화하세요!",
        "가까운 대피소는 공덕초등학교, 약 삼백오십 미터예요. 위급하면 일일구로 전화하세요!",
    ),
]


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        *DATES,
        *CLOCKS,
        *COUNTERS,
        *RANGES,
        *QUANTITIES,
        *TELEPHONES,
        *LATIN,
        *SIGNS,
        *SENTENCES,
    ],
)
def test_spoken(shown: str, said: str) -> None:
    assert spoken(shown) == said


MIXED = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.text("0123456789.,:~-/()%+ ", max_size=10),
        st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=4),
        st.sampled_from(
            ["시", "분", "월", "일", "명", "mm", "m/s", "㎍/㎥", "KTX", "119", "℃", "\n", "→", "·", "(목)"]
        ),
    ),
    max_size=8,
).map("".join)


@given(MIXED)
@settings(max_examples=400, deadline=None)
def test_nothing_is_left_to_guess_at(text: str) -> None:
    said = spoken(text)
    assert re.fullmatch(r"[가-힣 .,?!]*", said), said
    assert said == said.strip()
    assert "  " not in said


@given(MIXED)
@settings(max_examples=400, deadline=None)
def test_reading_what_is_read_changes_nothing(text: str) -> None:
    said = spoken(text)
    assert spoken(said) == said


@given(st.integers(0, 10**12))
@settings(deadline=None)
def test_no_figure_is_dropped(value: int) -> None:
    assert spoken(f"가{value}나").replace(" ", "") in (
        f"가{sino(value)}나".replace(" ", ""),
        f"가{spell(str(value))}나",
    )


def test_long_text_takes_no_long_time() -> None:
    text = "8월 10일 10:30~12:00 서울(강남)에서 30~50mm, 1,234원. " * 400
    started = time_of(lambda: spoken(text))
    assert started < 5.0


@pytest.mark.parametrize(
    "hard",
    ["1" * 10_000, "(" * 5_000, "1,1" * 3_000, "가~" * 5_000, "A" * 10_000, "1:" * 4_000, "1-" * 4_000],
)
def test_hostile_text_takes_no_long_time(hard: str) -> None:
    assert time_of(lambda: spoken(hard)) < 5.0


def time_of(work: object) -> float:
    import time as clock_module

    start = clock_module.perf_counter()
    work()  # type: ignore[operator]
    return clock_module.perf_counter() - start


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (0, "영"),
        (1, "일"),
        (10, "십"),
        (16, "십육"),
        (100, "백"),
        (101, "백일"),
        (110, "백십"),
        (1000, "천"),
        (2026, "이천이십육"),
        (10_000, "만"),
        (15_000, "만 오천"),
        (110_000, "십일만"),
        (100_000_000, "일억"),
        (100_010_000, "일억 일만"),
        ("1,234.50", "천이백삼십사 점 오영"),
        (12.5, "십이 점 오"),
        (-3, "마이너스 삼"),
        (10**16, "일경"),
    ],
)
def test_sino(value: float | str, read: str) -> None:
    assert sino(value) == read


@pytest.mark.parametrize("wrong", ["", "3시", "abc", "1.2.3", float("nan"), float("inf")])
def test_sino_refuses_what_is_no_number(wrong: float | str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        sino(wrong)


def test_native() -> None:
    assert [native(n) for n in (1, 5, 10, 11, 20, 23, 99)] == [
        "하나",
        "다섯",
        "열",
        "열하나",
        "스물",
        "스물셋",
        "아흔아홉",
    ]
    assert [native(n, counted=True) for n in (1, 4, 20, 21)] == ["한", "네", "스무", "스물한"]
    for wrong in (0, 100, -1):
        with pytest.raises(ValueError, match="1 to 99"):
            native(wrong)


def test_count_and_spell() -> None:
    assert count(3, "시간") == "세 시간"
    assert count(1, "번째") == "첫 번째"
    assert count(3, "번", before="하루에 ") == "세 번"
    assert count(0, "명") == "영 명"
    assert spell("010") == "공일공"


@pytest.mark.parametrize(
    ("moment", "said", "shown"),
    [
        (datetime(2023, 8, 10, 10, 30, tzinfo=KST), "오전 열 시 반", "오전 10시 30분"),
        (time(0, 0), "자정", "자정"),
        (time(0, 5), "새벽 영시 오 분", "새벽 0시 5분"),
        (time(5, 0), "새벽 다섯 시", "새벽 5시"),
        (time(12, 0), "낮 열두 시", "낮 12시"),
        (time(13, 20), "오후 한 시 이십 분", "오후 1시 20분"),
        (time(23, 59), "오후 열한 시 오십구 분", "오후 11시 59분"),
    ],
)
def test_clock(moment: datetime | time, said: str, shown: str) -> None:
    assert clock(moment) == said
    assert clock(moment, form=Form.TEXT) == shown


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (date(2023, 8, 7), "그저께"),
        (date(2023, 8, 8), "어제"),
        (date(2023, 8, 9), "오늘"),
        (date(2023, 8, 10), "내일"),
        (date(2023, 8, 11), "모레"),
        (date(2023, 8, 13), "팔월 십삼일 일요일"),
        (date(2024, 6, 6), "이천이십사년 유월 육일 목요일"),
        (datetime(2023, 8, 10, 0, 0, tzinfo=KST), "내일"),
    ],
)
def test_day(moment: date, said: str) -> None:
    assert day(moment, NOW) == said


def at(day_of_month: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2023, 8, day_of_month, hour, minute, tzinfo=KST)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (at(10, 9), at(10, 15), "내일 오전 아홉 시부터 오후 세 시까지"),
        (at(10, 9), at(10, 11, 30), "내일 오전 아홉 시부터 열한 시 반까지"),
        (at(10, 18), at(11, 3), "내일 오후 여섯 시부터 모레 새벽 세 시까지"),
        (at(10, 18), at(11), "내일 오후 여섯 시부터 자정까지"),
        (at(10), at(11), "내일 하루 종일"),
        (at(10), at(12), "내일부터 모레까지"),
        (at(9, 12), at(9, 21), "오후 아홉 시까지"),
        (at(9, 12), at(10, 6), "내일 오전 여섯 시까지"),
        (None, at(10, 6), "내일 오전 여섯 시까지"),
        (at(10, 9), None, "내일 오전 아홉 시부터"),
        (at(9, 9), None, "지금부터"),
        (at(10, 9), at(10, 9), "내일 오전 아홉 시"),
        (at(13, 9), at(13, 10), "팔월 십삼일 일요일 오전 아홉 시부터 열 시까지"),
    ],
)
def test_when(start: datetime | None, end: datetime | None, said: str) -> None:
    assert when(start, end, NOW) == said


def test_when_needs_a_sensible_period() -> None:
    with pytest.raises(ValueError, match="start or an end"):
        when(None, None, NOW)
    with pytest.raises(ValueError, match="before it starts"):
        when(at(11), at(10), NOW)


@pytest.mark.parametrize(
    ("minutes", "approximate", "said"),
    [
        (320, False, "다섯 시간 이십 분"),
        (322, True, "다섯 시간 반쯤"),
        (300, True, "다섯 시간쯤"),
        (150, False, "두 시간 반"),
        (60, False, "한 시간"),
        (0, False, "영 분"),
        (0.4, True, "일 분쯤"),
        (43, True, "사십오 분쯤"),
        (72, True, "한 시간 십 분쯤"),
        (59, True, "한 시간쯤"),
        (3000, False, "이일 두 시간"),
    ],
)
def test_duration(minutes: float, approximate: bool, said: str) -> None:
    assert duration(minutes, approximate=approximate) == said


@pytest.mark.parametrize(
    ("km", "approximate", "said", "shown"),
    [
        (395.2, False, "삼백구십오 킬로미터", "395km"),
        (395.2, True, "사백 킬로미터쯤", "400km쯤"),
        (3.46, False, "삼 점 오 킬로미터", "3.5km"),
        (3.0, False, "삼 킬로미터", "3km"),
        (9.96, False, "십 킬로미터", "10km"),
        (0.82, False, "팔백이십 미터", "820m"),
        (0.82, True, "팔백 미터쯤", "800m쯤"),
        (1234.0, False, "천이백삼십사 킬로미터", "1,234km"),
    ],
)
def test_distance(km: float, approximate: bool, said: str, shown: str) -> None:
    assert distance(km, approximate=approximate) == said
    assert distance(km, approximate=approximate, form=Form.TEXT) == shown


def test_lengths_cannot_be_negative() -> None:
    for word in (duration, distance):
        with pytest.raises(ValueError, match="negative"):
            word(-1)


def test_number() -> None:
    assert number(230) == "이백삼십"
    assert number(3, style=NumberStyle.NATIVE) == "셋"
    assert number(1234, form=Form.TEXT) == "1,234"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 (local time, no zone needed)
@settings(max_examples=200, deadline=None)
def test_the_shown_form_read_aloud_is_the_said_form(moment: datetime) -> None:
    now = moment - timedelta(days=3, hours=5)
    assert spoken(clock(moment, form=Form.TEXT)) == clock(moment)
    assert spoken(day(moment, now, form=Form.TEXT)) == day(moment, now)
    later = moment + timedelta(hours=7)
    assert spoken(when(moment, later, now, form=Form.TEXT)) == when(moment, later, now)
