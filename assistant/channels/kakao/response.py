"""The skill response 2.0. A model of this file cannot hold more than `limits.py` allows: it cuts to fit."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from assistant.channels.fit import AtMost, Fit, cut, size
from assistant.channels.kakao.limits import LIMITS


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)

    def wire(self) -> dict[str, Any]:
        """What is sent: Kakao's names, nothing that is unset."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def _together(data: Any, limit: int, title: int) -> Any:
    """Cuts the description so that title and description together fit."""
    if not isinstance(data, dict):
        return data
    head, body = (data.get(key) or "" for key in ("title", "description"))
    head = cut(head, title)
    body = cut(body, limit - size(head))
    return {**data, "title": head or None, "description": body or None}


# --- what can be pressed --------------------------------------------------------------------------


class Button(_Model):
    """A button of a card."""

    label: Annotated[str, Fit(LIMITS.button_label)]
    action: Literal["message", "webLink", "phone", "share", "operator"]
    message_text: Annotated[str, Fit(LIMITS.message_text)] | None = None
    web_link_url: Annotated[str, Field(max_length=LIMITS.url, pattern="^https?://")] | None = None
    phone_number: Annotated[str, Field(max_length=LIMITS.phone_number, pattern="^[0-9+-]+$")] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = {
            "message": self.message_text,
            "webLink": self.web_link_url,
            "phone": self.phone_number,
        }
        if not needed.get(self.action, "nothing needed"):
            raise ValueError(f"a {self.action} button needs its target")
        return self


class QuickReply(_Model):
    """A chip under the answer: pressing it says `message_text`."""

    label: Annotated[str, Fit(LIMITS.quick_reply_label)]
    action: Literal["message"] = "message"
    message_text: Annotated[str, Fit(LIMITS.message_text)]


class _WithButtons(_Model):
    button_layout: Literal["vertical"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_below_the_other(cls, data: Any) -> Any:
        """Two buttons side by side have half the room: they are always put one below the other."""
        if isinstance(data, dict) and data.get("buttons"):
            return {**data, "button_layout": "vertical"}
        return data


# --- cards ----------------------------------------------------------------------------------------


class SimpleText(_Model):
    """A bubble of text."""

    text: Annotated[str, Fit(LIMITS.simple_text)]


class TextCard(_WithButtons):
    """Title and text, with buttons. One of title and description is there."""

    title: str | None = None
    description: str | None = None
    buttons: Annotated[tuple[Button, ...], AtMost(LIMITS.text_card_buttons)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _fit(cls, data: Any) -> Any:
        return _together(data, LIMITS.text_card, LIMITS.text_card_title)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.title or self.description):
            raise ValueError("a text card needs a title or a description")
        return self


class Thumbnail(_Model):
    """A picture that Kakao's servers can fetch."""

    image_url: Annotated[str, Field(max_length=LIMITS.url, pattern="^https://")]


class BasicCard(_WithButtons):
    """A card with a picture, which is not optional."""

    thumbnail: Thumbnail
    title: Annotated[str, Fit(LIMITS.basic_card_title)] | None = None
    description: Annotated[str, Fit(LIMITS.basic_card_description)] | None = None
    buttons: Annotated[tuple[Button, ...], AtMost(LIMITS.basic_card_buttons)] | None = None


class ListHeader(_Model):
    """The headline of a list."""

    title: Annotated[str, Fit(LIMITS.list_header)]


class ListItem(_Model):
    """A line of a list."""

    title: Annotated[str, Fit(LIMITS.list_item_title)]
    description: Annotated[str, Fit(LIMITS.list_item_description)] | None = None


class ListCard(_Model):
    """A headline and up to five lines."""

    header: ListHeader
    items: Annotated[tuple[ListItem, ...], AtMost(LIMITS.list_items, least=1)]
    buttons: Annotated[tuple[Button, ...], AtMost(LIMITS.list_buttons)] | None = None

    @model_validator(mode="after")
    def _half_the_room(self) -> Self:
        """A list puts two buttons side by side and knows no other layout."""
        if self.buttons and len(self.buttons) > 1:
            side = LIMITS.button_label_side_by_side
            short = tuple(b.model_copy(update={"label": cut(b.label, side)}) for b in self.buttons)
            object.__setattr__(self, "buttons", short)
        return self


class ItemHead(_Model):
    """The headline of an item card."""

    title: Annotated[str, Fit(LIMITS.item_head)]


class ItemRow(_Model):
    """A label and its value."""

    title: Annotated[str, Fit(LIMITS.item_label)]
    description: Annotated[str, Fit(LIMITS.item_value)]


class ItemCard(_WithButtons):
    """A table of labels and values under a headline. (It has a head, never a profile.)"""

    head: ItemHead | None = None
    item_list: Annotated[tuple[ItemRow, ...], AtMost(LIMITS.item_rows, least=1)]
    item_list_alignment: Literal["left", "right"] = "left"
    title: str | None = None
    description: str | None = None
    buttons: Annotated[tuple[Button, ...], AtMost(LIMITS.item_card_buttons)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _fit(cls, data: Any) -> Any:
        return _together(data, LIMITS.item_card, LIMITS.item_card_title)


class ListCardInCarousel(ListCard):
    """One list of several has less room."""

    items: Annotated[tuple[ListItem, ...], AtMost(LIMITS.list_items_in_carousel, least=1)]


class ItemCardInCarousel(ItemCard):
    """One table of several has less room."""

    item_list: Annotated[tuple[ItemRow, ...], AtMost(LIMITS.item_rows_in_carousel, least=1)]
    buttons: Annotated[tuple[Button, ...], AtMost(LIMITS.item_card_buttons_in_carousel)] | None = None


class ItemCarousel(_Model):
    """Tables side by side."""

    type: Literal["itemCard"] = "itemCard"
    items: Annotated[tuple[ItemCardInCarousel, ...], AtMost(LIMITS.carousel_items, least=1)]


class ListCarousel(_Model):
    """Lists side by side."""

    type: Literal["listCard"] = "listCard"
    items: Annotated[tuple[ListCardInCarousel, ...], AtMost(LIMITS.list_carousel_items, least=1)]


# --- the answer -----------------------------------------------------------------------------------


class Output(_Model):
    """One bubble: exactly one of its fields is set."""

    simple_text: SimpleText | None = None
    text_card: TextCard | None = None
    basic_card: BasicCard | None = None
    list_card: ListCard | None = None
    item_card: ItemCard | None = None
    carousel: ItemCarousel | ListCarousel | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("an output is one bubble")
        return self


class Template(_Model):
    """The bubbles, and the chips under the last."""

    outputs: Annotated[tuple[Output, ...], AtMost(LIMITS.outputs, least=1)]
    quick_replies: Annotated[tuple[QuickReply, ...], AtMost(LIMITS.quick_replies)] | None = None


class SkillResponse(_Model):
    """A whole answer."""

    version: Literal["2.0"] = "2.0"
    template: Template


class WaitData(_Model):
    """Shown by the block while the answer is being made (`{{#webhook.text}}`)."""

    text: Annotated[str, Fit(LIMITS.wait_text)]


class WaitResponse(_Model):
    """The answer follows at the callbackUrl."""

    version: Literal["2.0"] = "2.0"
    use_callback: Literal[True] = True
    data: WaitData
