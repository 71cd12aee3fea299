from __future__ import annotations

import pytest

from assistant.partners.names import Address, Addressed, calls_us, comes_back

ADDRESS = Address(
    {"지니": ("지니", "기가 지니"), "위키": ("위키백과",)}, {"지니": ("헤이 지니",), "집": ("오케이 집사",)}
)


@pytest.mark.parametrize(
    ("text", "partner", "rest"),
    [
        ("지니한테 물어봐", "지니", ""),
        ("지니한테 내일 주식 어떻게 될지 물어봐", "지니", "내일 주식 어떻게 될지"),
        ("지니에게 비트코인 얼마냐고 물어봐 줘", "지니", "비트코인 얼마"),
        ("기가지니한테 물어봐줘", "지니", ""),
        ("지니 불러줘", "지니", ""),
        ("지니로 연결해줘", "지니", ""),
        ("지니랑 얘기하고 싶어", "지니", ""),
        ("지니야, 노래 틀어줘", "지니", "노래 틀어줘"),
        ("헤이 지니 노래 틀어줘", "지니", "노래 틀어줘"),
        ("헤이 지니", "지니", ""),
        ("오케이 집사, 거실 불 꺼줘", "집", "거실 불 꺼줘"),
        ("위키백과에서 세종대왕 찾아줘", "위키", "세종대왕"),
    ],
)
def test_who_is_addressed_and_what_is_left(text: str, partner: str, rest: str) -> None:
    assert ADDRESS.read(text) == Addressed(partner, rest)


@pytest.mark.parametrize(
    "text",
    [
        "어지니한테 물어봐",
        "지니어스 노래 틀어줘",
        "내일 부산 가는 길 안전해?",
        "램프의 지니가 누구야",
        "물어봐",
        "",
    ],
)
def test_nobody_is_addressed(text: str) -> None:
    assert ADDRESS.read(text) is None


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("길벗아", True),
        ("하이 길벗", True),
        ("길벗으로 돌아가줘", True),
        ("이제 됐어", True),
        ("돌아와", True),
        ("그만", True),
        ("그만하면 됐나 봐", False),
        ("끝말잇기 하자", False),
        ("길벗 뉴스 틀어줘", False),
    ],
)
def test_back_to_gilbeot(text: str, back: bool) -> None:
    assert comes_back(text) is back


def test_what_is_asked_after_our_own_name() -> None:
    assert calls_us("길벗아, 뉴스 틀어줘") == "뉴스 틀어줘"
    assert calls_us("길벗아") == ""
    assert calls_us("길벗이 누구야") is None
