from __future__ import annotations

import pytest

from assistant.korean.danger import in_danger


@pytest.mark.parametrize(
    "text",
    [
        "차가 물에 잠겼어",
        "차가 물에 빠졌어요 살려주세요",
        "물이 차오르고 있어",
        "지하차도에 갇혔어",
        "눈 속에 고립됐어요",
        "산사태 났어 살려줘",
        "불이 났어",
        "집에 불났어!",
        "건물이 무너졌어 사람이 깔렸어",
        "사람이 쓰러졌어",
        "할머니가 숨을 안 쉬어",
        "엄마가 의식이 없어요",
        "급류에 휩쓸렸어",
        "살려줘",
        "119 불러줘",
        "물이 허리까지 왔어",
        "엘리베이터에 갇혔어요",
        "연기가 가득 차서 앞이 안 보여",
    ],
)
def test_emergencies(text: str) -> None:
    assert in_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "차가 물에 잠기면 어떻게 해?",
        "지하차도에 갇히면 어떡해",
        "불 났대",
        "산에 불이 났다던데 괜찮아?",
        "잠수대교 잠겼어?",
        "산사태 났을 때 어떻게 해야 돼?",
        "부산 가는 길 위험해?",
        "어제 뉴스에서 사람이 쓰러졌대",
        "주식에 물렸어 살려면 어떡해",
        "암벽등반도 위험하다",
        "눈이 많이 와",
        "길 막히니까 일찍 나가",
        "비행기 결항될 것 같아?",
        "불 꺼줘",
        "",
    ],
)
def test_not_emergencies(text: str) -> None:
    assert not in_danger(text)
