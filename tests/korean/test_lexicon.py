"""Modes and hazards in text: what is found, where, and what must not be."""

from __future__ import annotations

import itertools

import pytest

from assistant.korean.lexicon import find_hazards, find_modes
from assistant.risk.model import Hazard, Mode

MODES = [
    ("차로 가면 위험해?", ["car"]),
    ("차 타고 갈까 기차 타고 갈까", ["car", "train"]),
    ("자동차로 부산까지", ["car"]),
    ("내 차로 가도 돼?", ["car"]),
    ("차 말고 뭐 타고 가지", []),
    ("이 날씨에 운전해도 될까", ["car"]),
    ("운전 중인데 괜찮아", ["car"]),
    ("택시 타고 가면?", ["car"]),
    ("렌터카로 제주 한 바퀴", ["car"]),
    ("버스가 나아 지하철이 나아", ["bus", "subway"]),
    ("고속버스로 광주 가려고", ["bus"]),
    ("시외버스 타도 될까", ["bus"]),
    ("KTX 타는 게 나을까", ["train"]),
    ("ktx로 갈래", ["train"]),
    ("케이티엑스로 갈 거야", ["train"]),
    ("SRT랑 ITX 중에", ["train", "train"]),
    ("무궁화호 지금 다녀?", ["train"]),
    ("새마을호로 가면", ["train"]),
    ("열차 멈췄어?", ["train"]),
    ("지하철 안 위험해?", ["subway"]),
    ("이호선 타도 돼?", ["subway"]),
    ("전철로 인천 가려고", ["subway"]),
    ("비행기 뜰까", ["flight"]),
    ("항공편 결항이야?", ["flight"]),
    ("배 뜨나", ["ship"]),
    ("배로 들어갈 거야", ["ship"]),
    ("울릉도 가는 배 내일 있어?", ["ship"]),
    ("배편 끊겼어?", ["ship"]),
    ("여객선 타고 흑산도 가도 돼?", ["ship"]),
    ("카페리로 가면 어때", ["ship"]),
    ("걸어서 갈 수 있어?", ["walk"]),
    ("걸어가도 돼?", ["walk"]),
    ("도보로 이동", ["walk"]),
    ("자전거 타고 출근해도 될까", ["bike"]),
    ("따릉이 타도 돼?", ["bike"]),
    # not a way of travelling
    ("배고파", []),
    ("배가 아파", []),
    ("배 고픈데 뭐 먹지", []),
    ("두 배로 늘었어", []),
    ("배달시켜줘", []),
    ("배터리 얼마나 남았어", []),
    ("차 한잔 마시자", []),
    ("녹차 마실래", []),
    ("이 차로 통제됐어?", []),
    ("1차로 막혔어?", []),
    ("코로나 2차 유행이야?", []),
    ("차이가 뭐야", []),
    ("기차역 근처 위험해?", []),
    ("버스터미널 붐벼?", []),
    ("버스정류장 어디야", []),
    ("엄마한테 전화 걸어줘", []),
    ("말을 걸어도 될까", []),
    ("유니버스가 뭐야", []),
    ("기차다 정말", []),
    ("무궁화꽃이 피었습니다", []),
    ("새마을금고 위치", []),
    ("배운 게 없어", []),
    ("차라리 내일 가자", []),
    ("주차장 있어?", []),
    ("엔드라이브 용량", []),
    ("담배 끊었어", []),
    ("삼십 도보다 낮아?", []),
    ("해안도로 드라이브 가도 돼?", ["car"]),
    ("내일 배 탈 수 있어?", ["ship"]),
    ("", []),
]

HAZARDS = [
    ("비 와?", ["heavy_rain"]),
    ("비가 많이 오는데 괜찮아?", ["heavy_rain"]),
    ("내일 비 온대", ["heavy_rain"]),
    ("비 그치면 갈까", ["heavy_rain"]),
    ("비 때문에 못 가?", ["heavy_rain"]),
    ("비오는데 나가도 돼?", ["heavy_rain"]),
    ("폭우 쏟아져", ["heavy_rain"]),
    ("집중호우 언제까지야", ["heavy_rain"]),
    ("장마 끝났어?", ["heavy_rain"]),
    ("빗길 운전 괜찮을까", ["heavy_rain"]),
    ("태풍 온다는데", ["typhoon"]),
    ("강풍 불어?", ["strong_wind"]),
    ("바람 많이 부나", ["strong_wind"]),
    ("눈 와?", ["heavy_snow"]),
    ("눈이 많이 쌓였어", ["heavy_snow"]),
    ("눈 온대 내일", ["heavy_snow"]),
    ("눈길에 미끄러질까", ["heavy_snow", "road_ice"]),
    ("폭설 때문에 갇힐까", ["heavy_snow"]),
    ("비나 눈 와?", ["heavy_rain", "heavy_snow"]),
    ("눈비가 섞여 온대", ["heavy_snow", "heavy_rain"]),
    ("빙판길 조심해야 돼?", ["road_ice"]),
    ("블랙 아이스 있어?", ["road_ice"]),
    ("블랙아이스 구간", ["road_ice"]),
    ("길 얼었어?", ["road_ice"]),
    ("길 미끄러워?", ["road_ice"]),
    ("안개 꼈어?", ["fog"]),
    ("폭염 심해?", ["heat"]),
    ("너무 더워서 나가도 될까", ["heat"]),
    ("한파주의보 내려졌어?", ["cold"]),
    ("추운데 괜찮을까", ["cold"]),
    ("미세먼지 어때", ["fine_dust"]),
    ("초미세먼지 농도", ["fine_dust"]),
    ("미세 먼지 심해?", ["fine_dust"]),
    ("공기 좋아?", ["fine_dust"]),
    ("황사 와?", ["yellow_dust"]),
    ("건조주의보 떴어?", ["dry"]),
    ("풍랑 높아?", ["high_waves"]),
    ("파도 때문에 배 못 떠?", ["high_waves"]),
    ("폭풍해일 경보", ["storm_surge"]),
    ("해일 온대?", ["storm_surge"]),
    ("지진 났어?", ["earthquake"]),
    ("지진해일 경보야?", ["tsunami"]),
    ("쓰나미 와?", ["tsunami"]),
    ("침수됐어?", ["flood"]),
    ("잠수교 잠겼어?", ["flood"]),
    ("홍수랑 산사태 위험해?", ["flood", "landslide"]),
    ("낙석 있어?", ["landslide"]),
    ("산불 꺼졌어?", ["wildfire"]),
    ("코로나 심해?", ["infection"]),
    ("독감 유행이야?", ["infection"]),
    ("사람 많아?", ["crowding"]),
    ("강남역 붐벼?", ["crowding"]),
    ("인파 몰릴까", ["crowding"]),
    ("혼잡해?", ["crowding"]),
    ("도로 혼잡해?", ["congestion"]),
    ("사고 났어?", ["traffic_accident"]),
    ("교통사고 때문에 막혀?", ["traffic_accident", "congestion"]),
    ("앞에 사고 있어?", ["traffic_accident"]),
    ("도로 통제됐어?", ["road_closure"]),
    ("통행금지야?", ["road_closure"]),
    ("막혀?", ["congestion"]),
    ("길 많이 밀려?", ["congestion"]),
    ("정체 심해?", ["congestion"]),
    ("민방위 경보야?", ["civil_emergency"]),
    ("번개 쳐?", ["other"]),
    ("집에 불이 났어", ["other"]),
    ("태풍이랑 강풍이랑 비", ["typhoon", "strong_wind", "heavy_rain"]),
    # not a hazard
    ("눈이 아파", []),
    ("눈이 커", []),
    ("눈에 뭐가 들어갔어", []),
    ("첫눈에 반했어", []),
    ("비교해줘", []),
    ("비행기 뜰까", []),
    ("비용이 얼마야", []),
    ("비밀번호 바꿔줘", []),
    ("비슷한 길 있어?", []),
    ("준비해야 돼?", []),
    ("우유 사고 싶어", []),
    ("사고방식이 달라", []),
    ("네가 늦는 바람에 못 갔어", []),
    ("그게 바람직해", []),
    ("바람 쐬러 가자", []),
    ("미끄럼틀 타자", []),
    ("건조기 돌려줘", []),
    ("코가 막혀", []),
    ("기가 막혀", []),
    ("너의 정체가 뭐야", []),
    ("정체성이 궁금해", []),
    ("문 잠겼어?", []),
    ("안개꽃 사줘", []),
    ("불 켜줘", []),
    ("일이 밀려서 바빠", []),
    ("여진이한테 전화해줘", []),
    ("파도 소리 틀어줘", []),
    ("강수량이 백 밀리리터 넘었어", ["heavy_rain"]),
    ("연락 두절이야", []),
    ("바람이나 쐬러 갈까", []),
    ("한라산에 눈 아직 와?", ["heavy_snow"]),
    ("", []),
]


REJECTED = [
    ("버스 말고 기차로 가면", ["train"]),
    ("기차 말고 버스", ["bus"]),
    ("택시는 말고 지하철로 갈래", ["subway"]),
    ("여객선 대신 비행기는 어때", ["flight"]),
    ("배 대신에 비행기 타도 돼?", ["flight"]),
    ("운전하지 말고 KTX 탈까", ["train"]),
    ("차 타지 말고 걸어갈까", ["walk"]),
    ("자전거 빼고 뭐가 나아", []),
    ("지하철 말고 뭐 타지", []),
    ("걸어가지 말고 택시 탈까", ["car"]),
    ("버스 타는 거 말고 기차는", ["train"]),
    ("차 두고 가려면 지하철이 나아?", ["subway"]),
    ("비행기 아니고 배야", ["ship"]),
    ("버스가 아니라 기차로 갈 거야", ["train"]),
    ("차 없이 갈 수 있어?", []),
    ("택시 안 타고 버스로", ["bus"]),
    ("기차 아니면 버스", ["train", "bus"]),
    ("버스나 기차", ["bus", "train"]),
    ("비행기 음 말고 배로", ["ship"]),
    ("고속버스말고 케이티엑스로", ["train"]),
    ("기차로 갈까 차로 갈까", ["train", "car"]),
    ("지하차도 잠겼어?", []),
    ("고가 차도 통제됐어?", []),
    ("지하 차도에 물 차면", []),
    ("물이 차면 어떻게 해", []),
]
MISSPELT_MODES = [
    ("비헹기 뜰까", ["flight"]),
    ("피행기 결항이야?", ["flight"]),
    ("뱅기 타도 돼?", ["flight"]),
    ("지하절 안 막혀?", ["subway"]),
    ("지하쳘로 갈래", ["subway"]),
    ("찌하철 타도 될까", ["subway"]),
    ("열자 타도 돼?", ["train"]),
    ("열차로 갈까", ["train"]),
    ("케텍스 지연돼?", ["train"]),
    ("고속버쓰로 가려고", ["bus"]),
    ("시외뻐스 다녀?", ["bus"]),
    ("텍시 잡아서 가면", ["car"]),
    ("자동챠로 가도 돼?", ["car"]),
    ("렌터까 빌려서", ["car"]),
    ("여객썬 떠?", ["ship"]),
    ("자전꺼로 가면", ["bike"]),
    ("따릉히 타도 돼?", ["bike"]),
    ("무궁하호 다녀?", ["train"]),
    ("대전까지운전해도 돼?", ["car"]),
    ("밤에차끌고 가도 될까", ["car"]),
    ("내일은배 뜨나", ["ship"]),
    ("집까지걸어가도 돼?", ["walk"]),
    ("이천까지차로 가도 될까", ["car"]),
    # other words
    ("가평에 캠핑가도 될까", []),
    ("창문을 열자", []),
    ("물자 부족이야", []),
    ("보스가 불러", []),
    ("절도 사건이야?", []),
    ("신문 기자가 왔어", []),
    ("전절 표기", []),
]
MISSPELT_HAZARDS = [
    ("테풍 온대?", ["typhoon"]),
    ("태뿡 언제 와", ["typhoon"]),
    ("미새먼지 심해?", ["fine_dust"]),
    ("미세먼디 어때", ["fine_dust"]),
    ("침쑤됐어?", ["flood"]),
    ("길 마켜?", ["congestion"]),
    ("많이 막켜?", ["congestion"]),
    ("도로 마키나", ["congestion"]),
    ("앞에 사고 잇어?", ["traffic_accident"]),
    ("사고 낫어?", ["traffic_accident"]),
    ("홍대 사람 만이 있어?", ["crowding"]),
    ("사람 마니 모였어?", ["crowding"]),
    ("비 왓어?", ["heavy_rain"]),
    ("폭썰 온대", ["heavy_snow"]),
    ("앙개 꼈어?", ["fog"]),
    ("안게 심해?", ["fog"]),
    ("황싸 와?", ["yellow_dust"]),
    ("지찐 났어?", ["earthquake"]),
    ("산싸태 위험해?", ["landslide"]),
    ("패쇄됐어?", ["road_closure"]),
    ("항파 심해?", ["cold"]),
    ("길 미끄려워?", ["road_ice"]),
    ("블렉아이스 있어?", ["road_ice"]),
    ("집중호우 언제까지", ["heavy_rain"]),
    ("집쭝호우 온대", ["heavy_rain"]),
    ("교통싸고 났어?", ["traffic_accident"]),
    ("코로너 심해?", ["infection"]),
    ("폭팔 사고 났어?", ["civil_emergency", "traffic_accident"]),
    # words between
    ("눈 치웠어?", ["heavy_snow"]),
    ("눈 다 치웠나", ["heavy_snow"]),
    ("눈 많다던데", ["heavy_snow"]),
    ("눈이 음 많이 왔어", ["heavy_snow"]),
    ("눈 아직 안 녹았어?", ["heavy_snow"]),
    ("눈은 이제 그쳤나요", ["heavy_snow"]),
    ("비 어 많이 와?", ["heavy_rain"]),
    ("비가 진짜 엄청 온대", ["heavy_rain"]),
    ("비피하려면 어디로 가", ["heavy_rain"]),
    ("비 멎으면 갈까", ["heavy_rain"]),
    ("비 오늘 그쳐?", ["heavy_rain"]),
    ("가는데눈 와?", ["heavy_snow"]),
    ("사람이 너무 많아?", ["crowding"]),
    ("사람들 엄청 몰렸어?", ["crowding"]),
    ("길이 많이 얼었어?", ["road_ice"]),
    ("차가 너무 많아?", ["congestion"]),
    ("공기 오늘 나빠?", ["fine_dust"]),
    ("사고 혹시 났어?", ["traffic_accident"]),
    # other words
    ("주위가 조용해", []),
    ("쓰레기 주워", []),
    ("여친이랑 놀 거야", []),
    ("파토 났어", []),
    ("오전에 만나", []),
    ("전체 다 보여줘", []),
    ("화제가 뭐야", []),
    ("지친 하루야", []),
    ("혼수 준비 많이 했어", []),
    ("준비 많이 했어?", []),
    ("소비 많은 달이야", []),
    ("한 사람만 사랑해", []),
    ("다른 사람은 몰라도 돼", []),
    ("사람들이 많이 사는 장화", []),
    ("눈이 예쁘다", []),
    ("마키아토 주문해줘", []),
    ("절도 났어", []),
    ("도성 안이 좋아", []),
    ("연하 만나", []),
    ("마니또 뽑자", []),
]


@pytest.mark.parametrize(("text", "values"), REJECTED + MISSPELT_MODES)
def test_modes_taken_back_and_misspelt(text: str, values: list[str]) -> None:
    found = find_modes(text)
    assert [match.value for match in found] == values
    assert all(text[match.start : match.end] == match.text for match in found)


@pytest.mark.parametrize(("text", "values"), MISSPELT_HAZARDS)
def test_misspelt_and_interrupted_hazards(text: str, values: list[str]) -> None:
    found = find_hazards(text)
    assert [match.value for match in found] == values
    assert all(text[match.start : match.end] == match.text for match in found)


@pytest.mark.parametrize(("text", "values"), MODES)
def test_modes(text: str, values: list[str]) -> None:
    assert [match.value for match in find_modes(text)] == values


@pytest.mark.parametrize(("text", "values"), HAZARDS)
def test_hazards(text: str, values: list[str]) -> None:
    assert [match.value for match in find_hazards(text)] == values


def test_offsets_are_those_of_the_text() -> None:
    text = "내일 기차로 갈 건데 비가 많이 오고 길이 막혀?"
    for match in find_modes(text) + find_hazards(text):
        assert text[match.start : match.end] == match.text
    assert [match.text for match in find_modes(text)] == ["기차"]
    assert [match.text for match in find_hazards(text)] == ["비", "막혀"]


def test_values_are_the_words_of_the_risk_engine() -> None:
    assert {value for _, values in MODES for value in values} == {mode.value for mode in Mode}
    assert {value for _, values in HAZARDS for value in values} == {hazard.value for hazard in Hazard}


def test_matches_do_not_overlap() -> None:
    found = find_hazards("지진해일 미세먼지 초미세먼지 교통사고 교통정체 도로통제 눈보라 비바람")
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert len(found) == 8


@pytest.mark.parametrize("text", ["비 " * 5000, "🚗🌧️", "the rain in Spain", "\n\t"])
def test_odd_text_never_fails(text: str) -> None:
    assert all(match.value == "heavy_rain" for match in find_hazards(text))
    assert find_modes(text) == []
