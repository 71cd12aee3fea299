"""What KakaoTalk accepts, written down a second time from its documentation: shares nothing with the code."""

from __future__ import annotations

from typing import Any

BUBBLES = {"simpleText", "textCard", "basicCard", "listCard", "itemCard", "carousel"}
ACTIONS = {"message", "webLink", "phone", "share", "operator", "block"}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def violations(answer: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a skill response."""
    found: list[str] = []

    def check(ok: bool, what: str) -> None:
        if not ok:
            found.append(what)

    def text(value: Any, limit: int, what: str) -> None:
        check(isinstance(value, str) and bool(value.strip()), f"{what}: empty")
        check(units(value) <= limit, f"{what}: {units(value)} > {limit}")
        check(len(value) <= limit, f"{what}: {len(value)} characters > {limit}")

    def together(card: dict[str, Any], limit: int, what: str) -> None:
        length = units(card.get("title", "")) + units(card.get("description", ""))
        check(length <= limit, f"{what}: title and description {length} > {limit}")

    def buttons(card: dict[str, Any], limit: int, what: str, layouts: bool = True) -> None:
        given = card.get("buttons", [])
        check(len(given) <= limit, f"{what}: {len(given)} buttons")
        side_by_side = len(given) > 1 and card.get("buttonLayout") != "vertical"
        check(layouts or "buttonLayout" not in card, f"{what}: knows no layout")
        for button in given:
            text(button["label"], 8 if side_by_side else 14, f"{what} button")
            check(button["action"] in ACTIONS, f"{what}: {button['action']}")
            target = {"message": "messageText", "webLink": "webLinkUrl", "phone": "phoneNumber"}
            needed = target.get(button["action"])
            check(needed is None or bool(button.get(needed)), f"{what}: no {needed}")

    def list_card(card: dict[str, Any], rows: int) -> None:
        text(card["header"]["title"], 1000, "list header")
        check(1 <= len(card["items"]) <= rows, f"list: {len(card['items'])} items")
        for item in card["items"]:
            text(item["title"], 1000, "list item")
        buttons(card, 2, "list", layouts=False)

    def item_card(card: dict[str, Any], rows: int, most: int) -> None:
        check(1 <= len(card["itemList"]) <= rows, f"item card: {len(card['itemList'])} rows")
        for row in card["itemList"]:
            text(row["title"], 6, "row label")
            text(row["description"], 1000, "row value")
        check(not ("head" in card and "profile" in card), "head and profile")
        together(card, 200, "item card")
        buttons(card, most, "item card")

    def carousel(card: dict[str, Any]) -> None:
        if card["type"] == "itemCard":
            check(1 <= len(card["items"]) <= 10, "carousel length")
            for item in card["items"]:
                item_card(item, 5, 2)
        else:
            check(card["type"] == "listCard", f"carousel of {card['type']}")
            check(1 <= len(card["items"]) <= 5, "carousel length")
            for item in card["items"]:
                list_card(item, 4)

    check(answer["version"] == "2.0", "version")
    check(set(answer) <= {"version", "template", "context", "data"}, f"keys {set(answer)}")
    outputs = answer["template"]["outputs"]
    check(1 <= len(outputs) <= 3, f"{len(outputs)} outputs")
    for output in outputs:
        check(len(output) == 1 and set(output) <= BUBBLES, f"output {set(output)}")
        ((kind, card),) = output.items()
        if kind == "simpleText":
            text(card["text"], 1000, "simple text")
        elif kind == "textCard":
            check(bool(card.get("title") or card.get("description")), "text card: empty")
            together(card, 400, "text card")
            buttons(card, 3, "text card")
        elif kind == "basicCard":
            check(card["thumbnail"]["imageUrl"].startswith("https://"), "thumbnail")
            check(units(card.get("title", "")) <= 50, "basic card title")
            check(units(card.get("description", "")) <= 230, "basic card description")
            buttons(card, 3, "basic card")
        elif kind == "listCard":
            list_card(card, 5)
        elif kind == "itemCard":
            item_card(card, 10, 3)
        else:
            carousel(card)
    quick = answer["template"].get("quickReplies", [])
    check(len(quick) <= 10, f"{len(quick)} quick replies")
    check(len({chip["label"] for chip in quick}) == len(quick), "two quick replies look the same")
    for chip in quick:
        text(chip["label"], 14, "quick reply")
        check(chip["action"] == "message" and bool(chip["messageText"].strip()), "quick reply action")
    check(not _has_null(answer), "null")
    return found


def _has_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_null, value.values()))
    return any(map(_has_null, value)) if isinstance(value, list) else value is None
