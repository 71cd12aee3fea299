"""Roles of places: marked sentences. o origin, d destination, v via, p place, x excluded, w which way."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from assistant.korean.roles import Role, RoleKind, assign_roles

LETTERS = {
    "o": RoleKind.ORIGIN,
    "d": RoleKind.DESTINATION,
    "v": RoleKind.VIA,
    "p": RoleKind.PLACE,
    "x": RoleKind.EXCLUDED,
    "w": RoleKind.DIRECTION,
}
MARK = re.compile(r"\[([^|\]]+)\|([odvpxw])\]")


@dataclass(frozen=True)
class Found:
    start: int
    end: int


def parse(marked: str) -> tuple[str, list[Found], list[RoleKind]]:
    """A marked sentence -> its text, the spans of its places, the expected roles."""
    text, spans, kinds, last = "", [], [], 0
    for match in MARK.finditer(marked):
        text += marked[last : match.start()]
        spans.append(Found(len(text), len(text) + len(match[1])))
        text += match[1]
        kinds.append(LETTERS[match[2]])
        last = match.end()
    return text + marked[last:], spans, kinds


CASES = """
# from and to, by particle
[서울|o]에서 [부산|d]까지 가는 길 안전해?
[서울|o]서 [부산|d] 가는데 괜찮을까
[대전|o]에서 [광주|d]로 넘어가도 될까
[인천|o]에서 [춘천|d] 가는 길 어때
[수원|o]에서 [강릉|d]으로 출발해도 돼?
[울산|o]부터 [포항|d]까지 운전해서 가면 위험할까
[전주|o]에서부터 [목포|d]까지 빗길 괜찮아?
[서울|o]발 [부산|d]행 열차 멈춘 거야?
[김포|o]발 [제주|d]행 비행기 뜰까
[김포공항|o]에서 [제주도|d] 가는 비행기 결항될까
[포항|o]에서 [울릉도|d] 들어가는 배 뜨나
[여수|o]에서 배 타고 [제주|d] 가도 돼?
[부산|d]까지 [대구|o]에서 얼마나 걸려
[부산|d]으로 [서울|o]에서 내일 출발할 건데 괜찮아?
[집|o]에서 [회사|d]까지 안전할까
[여기|o]서 [시청|d]까지 가는 길 보여줘
[강남역|o]에서 [판교|d] 가려면 지금 나가도 될까
[청주|o] 출발 [속초|d] 도착 토요일이야
[천안|o] 출발해서 [보령|d]까지 갈 거야
[서울역|o]에서 출발해서 [동대구역|d]에 도착하는 기차
출발지는 [원주|o]고 목적지는 [동해|d]야
목적지는 [통영|d]이고 출발은 [진주|o]
도착지 [여수|d] 출발지 [순천|o]
출발은 [세종|o]이고 도착은 [공주|d]예요
[나주|o]에서 [해남|d]까지 이따 세 시에 가려고
# one end
[부산|d]까지 가도 돼?
[부산|d]으로 갈 거야
[서울|d]로 올라가는 길 괜찮아
[부산|d]행 KTX 타도 괜찮을까
[강릉|d]행 버스 안전해?
[부산|d] 가는 길 안전해?
[부산|d] 갈 건데 비 많이 와?
[부산|d] 가려는데 태풍 괜찮을까
내일 [속초|d] 가도 될까
[제주도|d] 가는 비행기 뜰까
[울릉도|d] 들어가는 배 내일 있을까 결항될까
[대관령|d]에 올라가도 돼?
[설악산|d] 등산 가도 괜찮을까
[해운대|d]에 놀러 가도 돼?
[부산|d]에 애들 데리고 가도 될까
[강릉|d]에 차 끌고 가도 돼?
[전주|d]에 잘 도착할 수 있을까
[춘천|d] 놀러 가는데 길 미끄러워?
[대구|d] 출장 가는 날 괜찮아?
[평창|d]으로 스키 타러 가는데 눈길 어때
[경주|d] 수학여행 가도 안전할까
[인천공항|d]까지 몇 시에 나가야 돼
[거제|d]까지 무사히 갈 수 있을까
[집|d]에 가는 길 괜찮아?
[회사|d] 가는 길 미끄러울까
[부산|d] 내려가는데 조심할 거 있어?
[광주|d] 내려갈 때 비 올까
[안동|d] 다녀와도 돼?
[부산|d] 혼자 가도 괜찮을까
[포항|d] 차로 가면 어떨까
[영덕|d] 언제 가는 게 좋아
[목포|d] 가기 전에 알려줘 위험하면
[양양|d] 갔다 와도 될까
[부산|d] 오는 비행기 지연돼?
[서울|d] 올라오는 길 막힐까 위험해?
[서울|o]에서 출발해
[서울|o] 출발이요
[부산|o]에서 오는 길 안전해?
[부산|o]에서 올라오는데 눈 온대 괜찮을까
[대전|o]에서 돌아오는 길 어때
[강릉|o]에서 언제 출발하는 게 나아?
[제주|o]에서 나오는 배 뜰까
[제주|o]에서 비행기 뜰까
[회사|o]에서 집에 가는 길 괜찮아
[집|o]에서요
[군산|o]에서 나가는 배 있어 뜨나
[부산|d]이라도 갈까 길 괜찮으면
[부산|d]만 가도 위험할까
[김천|d]은 가도 되나
[제주|d] 비행기 뜰까
[울릉도|d] 배 떠?
[백령도|d] 여객선 결항이야?
# stops
[서울|o]에서 [대전|v] 들러서 [부산|d] 가는 길 괜찮아
[대구|v] 거쳐서 [울산|d]까지 가려고
[강릉|v] 들렀다가 [속초|d]로 갈 거야
[서울|o]에서 [천안|v] 경유해서 [전주|d] 가는데 안전해?
[부산|d] 가는 길에 [경주|v]에 들러도 될까
[원주|v] 찍고 [강릉|d] 가면 위험할까
[대전|v]에서 갈아타고 [광주|d] 가는 기차 괜찮아?
[대전|v]에서 점심 먹고 [부산|d]까지 갈 건데
[횡성|v] 지나서 [평창|d] 가도 돼?
[대관령|v] 넘어서 [강릉|d]까지 가도 될까
[서해대교|v] 건너서 [당진|d] 가는 길 강풍 괜찮아?
[충주|v]로 해서 [안동|d] 가는 건 어때
경유지는 [문경|v]이고 도착지는 [상주|d]
[영천|v]을 거쳐 [포항|d] 가는 길
[미시령|p] 넘어가도 될까
[인천대교|p] 건너도 괜찮아?
[한계령|p] 지나가도 돼?
# for itself
[부산|p] 날씨 어때
[강남역|p] 위험해?
[홍대|p] 사람 많아?
[명동|p]에 사람 많아?
[해운대|p]에서 놀아도 돼?
[한강공원|p]에서 캠핑해도 괜찮을까
[서울|p]에 비 와?
[대구|p] 몇 도야
[포항|p]에 지진 났어?
[부산|p]에서 지진 났어?
[제주|p] 호우경보 떴어?
[이태원|p] 붐비나
[여의도|p] 안전해?
[광주|p] 코로나 심해?
[속초|p]는 미세먼지 어때
[대전|p] 대피소 어디 있어
[서울|p]에서 제일 위험한 데가 어디야
[신촌|p]에서 사고 났어?
[잠실|p]에서 공연 보는데 사람 몰릴까
[우리 동네|p] 산불 위험 있어?
[제주|p]에 태풍 언제 와
[울산|p]은 괜찮아?
[서울|p]이랑 [부산|p] 날씨 알려줘
[대구|p]하고 [포항|p] 중에 어디가 더 더워
[서울|p] [부산|p] 날씨 비교해줘
[강원도|p]에 눈 많이 왔어?
[부산|d] 가는데 [대전|p] 날씨는 어때
# two bare ones, pairs
[서울|o] [부산|d] 안전해?
[서울|o] [대전|d] 길 괜찮아
[인천|o] [제주|d] 비행기 뜰까
[서울|o]-[부산|d] 안전해?
[서울|o]~[강릉|d] 도로 어때
[대구|o] → [부산|d] 위험해?
[서울|o]이랑 [부산|d] 사이 길 안전해?
[밀양|o]과 [김해|d] 구간 위험해?
[천안|o] [논산|d] 구간 위험한가
[서울|o] [부산|d]까지 차로 가도 돼?
[서울|o] [부산|d] 가는 길 괜찮아?
[대전|o] [전주|d] 기차로 가면 안전할까
[경주|d]랑 [포항|d] 가는데 괜찮을까
[목포|d]하고 [완도|d] 여행 가도 돼?
# taken back
[부산|x] 말고 [대구|d]로 가면?
[광주|x] 말고 [전주|p]
[김해|x]가 아니라 [창원|d]으로 갈 거야
[서울|x]에서 말고 [수원|o]에서 출발할게
# lost spaces
[부산|d]가는길 안전해?
[서울|o]에서[부산|d]가는길 괜찮아?
[강릉|d]갈건데 눈 와?
[강릉|d]가도돼?
# particles that lost their place
[수원역|o] 에서 [천안역|d] 까지 얼마나 걸려
[목포|o] 에서 [여수|d] 가려고 하는데
[제천|o] 에서 출발해
[사천|o] 에서 지금 출발할까
[학교|d] 까지 괜찮아?
[원주|o] 부터 [횡성|d] 까지 빙판이야?
[통영|d] 으로 가는 길
[남원|o] 쪽 에서 출발하면 위험해?
[오송역|o] 에서[전주역|d] 까지
[구미|o] 에서 [상주|v] 거쳐서 [문경|d] 가도 돼?
[태백|d] 에 가려는데 눈 와?
[정읍|p] 에 비 와?
[장성|o] 에서출발해
[집|o]에서갈 거야
[영암|o]에서 가는 길 어때
[태안|p]에서 놀러 다녀도 돼?
# fillers between
음 [포천|o]에서 어 [철원|d] 가도 돼?
[파주|o] 음 [연천|d] 안전해?
[보은|d] 혹시 가도 되나
[진해|o]에서 있잖아 [마산|d]까지 가려고
[논산|d] 그 가는 길 괜찮아?
[무안|o]에서 저기 [나주|d]로 갈 건데
그니까 [영월|d] 까지 음 가도 될까
# which way along a road
[영동고속도로|p] [원주|w] 방향 막혀?
[올림픽대로|p] [김포|w] 방면 어때
[남해고속도로|p] [진주|w] 구간 사고 났어?
[서해안고속도로|p] [군산|w] 쪽 안개 꼈어?
[경인고속도로|p] [인천|w] 방향으로 밀려?
[중부내륙고속도로|p] [충주|w] 구간 통제됐어?
[천안논산고속도로|p] 상행선 [천안|w] 방향 정체야?
[내부순환로|p] [성산|w] 방향 침수됐어?
[경춘로|p]의 [춘천|w] 방향 결빙 있어?
[대구|w] 방향 [경부고속도로|p] 밀려?
[속초|w] 쪽 [서울양양고속도로|p] 안개 심해?
[동해|w] 가는 방향 [영동고속도로|p] 어때
[통일로|p] [파주|w] 진입 통제돼?
[종로|o]에서 [을지로|d] 방향으로 가도 돼?
# neighbours and vehicles
[용산|o] [여수|d] ktx 눈 때문에 늦어?
[대전|o] [포항|d] srt 지연돼?
[안양|o] 출발 [여주|d] 도착
[평택|o] 출발 [당진|d] 도착 오늘 괜찮아
[의왕|o]출발 [안성|d]도착
[김포|o] [여수|d] 비행기 결항이야?
"""
MARKED = [line for line in CASES.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("marked", MARKED)
def test_roles(marked: str) -> None:
    text, spans, expected = parse(marked)
    roles = assign_roles(text, spans)
    assert [role.kind for role in roles] == expected, [role.rule for role in roles]


def test_table_is_large_and_has_every_role() -> None:
    assert len(MARKED) >= 120
    assert {kind for marked in MARKED for kind in parse(marked)[2]} == set(RoleKind)


@pytest.mark.parametrize("asked", [RoleKind.ORIGIN, RoleKind.DESTINATION])
@pytest.mark.parametrize("marked", ["[부산|p]", "[부산|p]이요", "음 [동대구역|p]", "[부산|p]."])
def test_a_bare_answer_takes_the_role_that_was_asked_for(marked: str, asked: RoleKind) -> None:
    text, spans, expected = parse(marked)
    assert [role.kind for role in assign_roles(text, spans)] == expected
    assert [role.kind for role in assign_roles(text, spans, asked)] == [asked]


def test_an_explicit_role_is_not_overruled_by_the_question() -> None:
    text, spans, _ = parse("[부산|o]에서 출발해")
    assert assign_roles(text, spans, RoleKind.DESTINATION)[0].kind is RoleKind.ORIGIN


def test_a_marked_role_is_surer_than_one_from_order() -> None:
    marked = assign_roles(*parse("[서울|o]에서 [부산|d]까지 가는 길")[:2])
    ordered = assign_roles(*parse("[서울|o] [부산|d] 안전해?")[:2])
    assert min(role.confidence for role in marked) > max(role.confidence for role in ordered)


def test_no_places_no_roles() -> None:
    assert assign_roles("지금 나가도 돼?", []) == []


@pytest.mark.parametrize("text", ["", "부산", "부산 " * 2000, "🚗부산🚗"])
def test_odd_text_never_fails(text: str) -> None:
    spans = [Found(match.start(), match.end()) for match in re.finditer("부산", text)]
    roles = assign_roles(text, spans)
    assert len(roles) == len(spans)
    assert all(isinstance(role, Role) and 0 < role.confidence <= 1 for role in roles)
