"""Which bubbles a reply becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.answers import EmergencyKind, emergency_answer, route_answer
from assistant.channels.kakao import build
from assistant.channels.kakao.cards import Look
from assistant.channels.kakao.response import Button, ListCard, ListHeader, ListItem, Output, TextCard
from assistant.reply import Card, CardItem, CardKind, Reply
from assistant.risk.model import AlternativeKind, Level, Mode
from tests.answers.samples import NOW, assessment, driver, option, segment
from tests.channels.kakao.oracle import violations

MAP = Look(map_url="https://gilbeot.example/map")
PICTURE = Look(thumbnail_url="https://gilbeot.example/road.png")


def bubbles(reply: Reply, look: Look | None = None) -> list[tuple[str, Any]]:
    wire = build.response(reply, look or Look()).wire()
    assert violations(wire) == []
    return [next(iter(output.items())) for output in wire["template"]["outputs"]]


def of(*cards: Card, text: str = "답이에요.", quick: tuple[str, ...] = ()) -> Reply:
    return Reply(text=text, speech="", cards=cards, quick_replies=quick)


def card(kind: CardKind, rows: int, **more: Any) -> Card:
    items = tuple(CardItem(label=f"이름{n}", value=f"값 {n}") for n in range(rows))
    return Card(kind=kind, title="제목", items=items, **more)


def route(**changes: Any) -> Reply:
    later = option(AlternativeKind.DEPARTURE, level=Level.ATTENTION, depart=NOW + timedelta(hours=5))
    train = option(AlternativeKind.MODE, level=Level.CAUTION, mode=Mode.TRAIN, via="KTX 경부선")
    way = option(AlternativeKind.ROUTE, level=Level.CAUTION, via="중앙고속도로")
    found = assessment(
        level=Level.ALERT,
        drivers=(driver(),),
        segments=(segment("밀양~김해", 12, 13, Level.ALERT),),
        alternatives=(later, train, way),
        **changes,
    )
    return route_answer(found, NOW)


def test_a_route_is_told_shown_and_has_alternatives_side_by_side() -> None:
    (text, table, others) = bubbles(route())
    assert text[0] == "simpleText"
    assert table[0] == "itemCard"
    assert table[1]["title"] == "길벗 판단으로 '경계' 단계"
    assert "→" in table[1]["head"]["title"]
    assert others[0] == "carousel"
    assert [item["head"]["title"] for item in others[1]["items"]][1:] == ["KTX 이용", "중앙고속도로 이용"]
    asks = [[b["messageText"] for b in item.get("buttons", [])] for item in others[1]["items"]]
    assert asks[1:] == [["기차로 가면?"], []]
    assert asks[0][0].endswith("에 출발하면?")


def test_safe_is_not_shown_of_alternatives_that_were_not_checked() -> None:
    unchecked = option(AlternativeKind.DEPARTURE, level=Level.SAFE, coverage=0.2)
    found = assessment(level=Level.ALERT, drivers=(driver(),), alternatives=(unchecked,))
    (*_, (_, others)) = bubbles(route_answer(found, NOW))
    assert "안전" not in str(others)
    assert "확인된 정보가 적어요" in str(others)


def test_the_map_is_linked_from_routes_only() -> None:
    (_, (_, table), _) = bubbles(route(), MAP)
    (button,) = table["buttons"]
    assert (button["action"], button["webLinkUrl"]) == ("webLink", MAP.map_url)
    assert "buttons" not in bubbles(of(card(CardKind.NOTE, 2)), MAP)[1][1]


def test_danger_comes_first_with_a_button_that_calls() -> None:
    reply = emergency_answer(EmergencyKind.FLOODED_CAR)
    ((_, text), (kind, shown)) = bubbles(replace(reply, cards=(card(CardKind.NOTE, 1), *reply.cards)))[:2]
    assert text["text"] == reply.text
    assert kind == "textCard"
    assert shown["buttons"] == [{"label": "119 전화하기", "action": "phone", "phoneNumber": "119"}]
    assert "description" not in shown, "the words are not said twice"


@pytest.mark.parametrize(
    ("lines", "kind", "sizes"),
    [
        (3, "listCard", [3]),
        (5, "listCard", [5]),
        (9, "carousel", [4, 4, 1]),
        (30, "carousel", [4] * 5),
    ],
)
def test_lists(lines: int, kind: str, sizes: list[int]) -> None:
    _, (found, shown) = bubbles(of(card(CardKind.LIST, lines)))
    lists = shown["items"] if kind == "carousel" else [shown]
    assert (found, [len(one["items"]) for one in lists]) == (kind, sizes)


def test_several_trips_stand_side_by_side_and_keep_what_is_unknown() -> None:
    trips = [replace(card(CardKind.ROUTE, 8), title=f"여행 {n}") for n in range(12)]
    _, (kind, shown) = bubbles(of(*trips))
    assert kind == "carousel"
    assert [item["head"]["title"] for item in shown["items"]] == [f"여행 {n}" for n in range(10)]
    assert [row["title"] for row in shown["items"][0]["itemList"]] == [
        "이름0",
        "이름1",
        "이름2",
        "이름3",
        "이름7",
    ]


@pytest.mark.parametrize(
    ("item", "row"),
    [
        (CardItem(label="태풍주의보", value="부산"), ("태풍주의보", "부산")),
        (
            CardItem(label="연풍IC~상주JC", value="오전 9시부터 · 관심", level=Level.ATTENTION),
            ("관심", "연풍IC~상주JC · 오전 9시부터"),
        ),
        (CardItem(label="폭풍해일주의보", value="부산"), ("내용", "폭풍해일주의보 · 부산")),
        (CardItem(label="신고", value=""), ("신고", "-")),
        (CardItem(label="", value="119"), ("내용", "119")),
    ],
)  # fmt: skip
def test_rows_fit_six_characters(item: CardItem, row: tuple[str, str]) -> None:
    _, (_, table) = bubbles(of(Card(kind=CardKind.NOTE, title="제목", items=(item,))))
    assert [(r["title"], r["description"]) for r in table["itemList"]] == [row]


def test_a_picture_makes_a_basic_card() -> None:
    note = Card(kind=CardKind.NOTE, title="제목", description="설명")
    assert bubbles(of(note))[1] == ("textCard", {"title": "제목", "description": "설명"})
    assert bubbles(of(note), PICTURE)[1][0] == "basicCard"
    assert bubbles(of(replace(note, description="가나 " * 100)), PICTURE)[1][0] == "textCard"


PRIVATE = (
    "http://a.example/x",
    "https://localhost/x",
    "https://10.0.0.1/x",
    "https://box.local/x",
    "https://[::1]/x",
)


@pytest.mark.parametrize("url", PRIVATE)
def test_a_picture_nobody_can_fetch_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="thumbnail"):
        Look(thumbnail_url=url)


def test_quick_replies_say_the_whole_and_come_once() -> None:
    wire = build.response(of(quick=("왜?", "왜?", " ", "내일 아침 일찍 강릉 가는 길은 어때?"))).wire()
    assert [(c["label"], c["messageText"]) for c in wire["template"]["quickReplies"]] == [
        ("왜?", "왜?"),
        ("내일 아침 일찍 강릉…", "내일 아침 일찍 강릉 가는 길은 어때?"),
    ]


def test_long_words_take_the_room_that_cards_leave() -> None:
    long = of(card(CardKind.NOTE, 1), text="한 문장이에요. " * 200)
    assert [kind for kind, _ in bubbles(long)] == ["simpleText", "simpleText", "itemCard"]


def test_nothing_said_is_still_an_answer() -> None:
    ((_, text),) = bubbles(of(text=" \0"))
    assert "찾지 못했어요" in text["text"]


def test_models_refuse_what_cannot_be_cut_to_fit() -> None:
    press = Button(label="가" * 30, action="message", message_text="말")
    assert press.label == "가" * 13 + "…"
    two = ListCard(
        header=ListHeader(title="ㄱ"), items=(ListItem(title="ㄴ"),), buttons=(press, press, press)
    )
    assert [button.label for button in two.buttons or ()] == ["가" * 7 + "…"] * 2
    for bad in (
        lambda: Button(label="말", action="webLink"),
        lambda: Button(label="말", action="webLink", web_link_url="javascript:alert(1)"),
        lambda: Button(label="말", action="phone", phone_number="call me"),
        lambda: TextCard(title=" ", description=""),
        lambda: ListCard(header=ListHeader(title="ㄱ"), items=()),
        lambda: Output(),
        lambda: Output(text_card=TextCard(title="ㄱ"), simple_text=None),
    ):
        with pytest.raises(ValidationError):
            bad()
