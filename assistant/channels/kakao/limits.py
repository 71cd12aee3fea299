"""Every limit of the KakaoTalk skill response 2.0, in one table.

Lengths are counted in UTF-16 units, as clients in Java, Swift and JavaScript count: an emoji is two. That is
never fewer than the characters of the documentation, so whichever is meant is kept.
Those marked "ours" are not documented as errors: the client only stops showing there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Greatest lengths and counts."""

    outputs: int = 3
    quick_replies: int = 10
    quick_reply_label: int = 14
    button_label: int = 14
    button_label_side_by_side: int = 8
    message_text: int = 1000
    """What a button says for the user (ours: the same as a bubble)."""
    url: int = 1000
    """Ours."""
    phone_number: int = 20
    """Ours."""

    simple_text: int = 1000
    simple_text_fold: int = 500
    """Longer bubbles are folded behind "전체보기"."""

    text_card: int = 400
    """Title and description together."""
    text_card_title: int = 50
    """Ours."""
    text_card_buttons: int = 3

    basic_card_title: int = 50
    basic_card_description: int = 230
    basic_card_buttons: int = 3

    list_header: int = 40
    """Ours."""
    list_items: int = 5
    list_items_in_carousel: int = 4
    list_item_title: int = 40
    """Ours."""
    list_item_description: int = 60
    """Ours."""
    list_buttons: int = 2

    item_head: int = 40
    """Ours."""
    item_rows: int = 10
    item_rows_in_carousel: int = 5
    item_label: int = 6
    item_value: int = 60
    """Ours: two lines are shown."""
    item_card: int = 200
    """Title and description together."""
    item_card_title: int = 50
    """Ours."""
    item_card_buttons: int = 3
    item_card_buttons_in_carousel: int = 2

    carousel_items: int = 10
    list_carousel_items: int = 5

    event_users: int = 100
    """Ours: users in one call of the Event API."""
    wait_text: int = 500
    """Ours: `data.text` of a `useCallback` answer."""


LIMITS: Final = Limits()
