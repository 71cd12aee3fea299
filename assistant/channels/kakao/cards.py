"""A `Card` as KakaoTalk's own cards: tables, lists, texts, and several of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import httpx

from assistant.answers.tables import level_word
from assistant.channels.fit import pages, size, tidy
from assistant.channels.kakao import words
from assistant.channels.kakao.limits import LIMITS
from assistant.channels.kakao.response import (
    BasicCard,
    Button,
    ItemCard,
    ItemCardInCarousel,
    ItemCarousel,
    ItemHead,
    ItemRow,
    ListCard,
    ListCardInCarousel,
    ListCarousel,
    ListHeader,
    ListItem,
    Output,
    TextCard,
    Thumbnail,
)
from assistant.reply import Card, CardItem, CardKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a deployment adds to cards."""

    map_url: str | None = None
    """Page with the map, for a button on routes."""
    thumbnail_url: str | None = None
    """Public picture; without one there are no basic cards. Raises ValueError for one nobody can fetch."""

    def __post_init__(self) -> None:
        if self.thumbnail_url and not _public(self.thumbnail_url):
            raise ValueError("the thumbnail must be an https address that Kakao's servers can reach")


def _public(url: str) -> bool:
    """Whether the address may be fetched from outside: https, no private address, no bare name."""
    parsed = httpx.URL(url)
    try:
        return parsed.scheme == "https" and ip_address(parsed.host).is_global
    except ValueError:
        return parsed.scheme == "https" and "." in parsed.host and not parsed.host.endswith(".local")


PLAIN = Look()


def message(text: str, said: str) -> Button:
    """A button that says something for the user."""
    return Button(label=text, action="message", message_text=said)


def output(card: Card, look: Look = PLAIN) -> Output | None:
    """The bubble of one card; None for a card with nothing on it."""
    if card.kind is CardKind.LIST and (lines := _lines(card)):
        return _list(card, lines)
    if card.kind is not CardKind.EMERGENCY and (rows := _rows(card)):
        return Output(item_card=ItemCard.model_validate(_item_fields(card, rows) | _buttons(card, look)))
    return _text(card, look)


def tables(
    cards: Sequence[Card], buttons: Sequence[Sequence[Button]] = (), look: Look = PLAIN
) -> Output | None:
    """Several cards side by side, each a table; `buttons` go with the cards of the same place."""
    made = []
    for number, card in enumerate(cards):
        rows = _rows(card)
        if not rows:
            continue
        fields = _item_fields(card, _few(rows))
        own = tuple(buttons[number]) if number < len(buttons) else ()
        fields |= {"buttons": own} if own else _buttons(card, look)
        made.append(ItemCardInCarousel.model_validate(fields))
    return Output(carousel=ItemCarousel(items=tuple(made))) if made else None


def _item_fields(card: Card, rows: Sequence[ItemRow]) -> dict[str, object]:
    level = words.label("level", level=level_word(card.level)) if card.level else None
    fields: dict[str, object] = {
        "item_list": tuple(rows),
        "title": level if card.description or level else None,
        "description": card.description,
    }
    return fields | ({"head": ItemHead(title=card.title)} if tidy(card.title) else {})


def _buttons(card: Card, look: Look) -> dict[str, object]:
    if card.kind is CardKind.EMERGENCY:
        return {"buttons": (Button(label=words.label("call"), action="phone", phone_number="119"),)}
    if card.kind is CardKind.ROUTE and look.map_url:
        return {"buttons": (Button(label=words.label("map"), action="webLink", web_link_url=look.map_url),)}
    return {}


def _rows(card: Card) -> list[ItemRow]:
    """Labels have six characters: the level leads where there is one; a longer label goes into the value."""
    return [_row(item) for item in card.items if tidy(item.label) or tidy(item.value)]


def _row(item: CardItem) -> ItemRow:
    text, value = tidy(item.label), tidy(item.value)
    level = level_word(item.level) if item.level else None
    if level is None and text and size(text) <= LIMITS.item_label:
        return ItemRow(title=text, description=value or words.label("none"))
    if level:
        value = value.removesuffix(level).rstrip(" ·")
    both = " · ".join(part for part in (text, value) if part)
    return ItemRow(title=level or words.label("row"), description=both or words.label("none"))


def _few(rows: list[ItemRow]) -> list[ItemRow]:
    """The first rows, and the last, which tells what is unknown."""
    most = LIMITS.item_rows_in_carousel
    return rows if len(rows) <= most else [*rows[: most - 1], rows[-1]]


def _lines(card: Card) -> tuple[ListItem, ...]:
    return tuple(
        ListItem(title=tidy(item.label) or item.value, description=_below(item))
        for item in card.items
        if tidy(item.label) or tidy(item.value)
    )


def _below(item: CardItem) -> str | None:
    return item.value if tidy(item.label) and tidy(item.value) else None


def _list(card: Card, lines: tuple[ListItem, ...]) -> Output:
    """One list, or several side by side for more lines than one takes."""
    header = ListHeader(title=tidy(card.title) or words.label("row"))
    if len(lines) <= LIMITS.list_items:
        return Output(list_card=ListCard(header=header, items=lines))
    lists = (
        ListCardInCarousel(header=header, items=page) for page in pages(lines, LIMITS.list_items_in_carousel)
    )
    return Output(carousel=ListCarousel(items=tuple(lists)))


def _text(card: Card, look: Look) -> Output | None:
    title, description = tidy(card.title), tidy(card.description)
    if not title and not description:
        return None
    level = words.label("level", level=level_word(card.level)) if card.level else ""
    text = "\n".join(part for part in (level, description) if part)
    fields = {"title": title or None, "description": text or None} | _buttons(card, look)
    fits = size(title) <= LIMITS.basic_card_title and size(text) <= LIMITS.basic_card_description
    if look.thumbnail_url and card.kind is not CardKind.EMERGENCY and fits:
        picture = Thumbnail(image_url=look.thumbnail_url)
        return Output(basic_card=BasicCard.model_validate(fields | {"thumbnail": picture}))
    return Output(text_card=TextCard.model_validate(fields))
