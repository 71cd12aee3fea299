"""Any `Reply` there could be: from what the bot says to what nobody would."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from assistant.reply import Card, CardItem, CardKind, Reply
from assistant.risk.model import (
    Advice,
    Alternative,
    AlternativeKind,
    Assessment,
    Level,
    Mode,
    TripSummary,
)

NOW = datetime(2025, 7, 16, 9, tzinfo=ZoneInfo("Asia/Seoul"))

_FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
_FLAG = "\U0001f1f0\U0001f1f7"
_ODD = ("\u1100\u1161\u11a8", "e\u0301", _FAMILY, _FLAG, "\u200d", "\ufe0f", "\0", "\ud800", "\n", " ", "…")
_WORDS = (
    "부산",
    "호우경보",
    "오전 9시 30분",
    "1,234.5mm",
    "연풍IC~상주JC",
    "관심",
    " · ",
    "내려져 있어서 ",
    "예요. ",
)
_BLOCKS = ("a" * 30, "7" * 40, "가" * 60, "부산까지 5시간쯤 걸려요. " * 30, "9" * 1200, _FAMILY * 80)
parts = st.sampled_from(("", *_WORDS, *_ODD, *_BLOCKS))
_pieces = st.one_of(parts, st.lists(parts, max_size=5).map("".join))
texts = st.one_of(_pieces, st.text(max_size=20))

levels = st.one_of(st.none(), st.sampled_from(Level))
items = st.builds(CardItem, label=texts, value=texts, level=levels)
cards = st.builds(
    Card,
    kind=st.sampled_from(CardKind),
    title=texts,
    level=levels,
    description=texts,
    items=st.lists(items, max_size=12).map(tuple),
)
_moments = st.integers(0, 4000).map(lambda minutes: NOW + timedelta(minutes=minutes))
alternatives = st.builds(
    Alternative,
    kind=st.sampled_from(AlternativeKind),
    depart=_moments,
    arrive=_moments,
    mode=st.sampled_from(Mode),
    via=_pieces,
    level=st.sampled_from(Level),
    score=st.floats(0, 100),
    coverage=st.floats(0, 1),
)
_trips = st.builds(
    TripSummary,
    origin=_pieces,
    destination=_pieces,
    mode=st.sampled_from(Mode),
    depart=_moments,
    arrive=_moments,
    distance_km=st.floats(0, 500),
)
assessments = st.builds(
    Assessment,
    level=st.sampled_from(Level),
    score=st.floats(0, 100),
    coverage=st.floats(0, 1),
    confidence=st.floats(0, 1),
    advice=st.sampled_from(Advice),
    trip=_trips,
    alternatives=st.lists(alternatives, max_size=12).map(tuple),
    now=st.just(NOW),
)
replies = st.builds(
    Reply,
    text=texts,
    speech=st.just(""),
    expects_reply=st.booleans(),
    cards=st.lists(cards, max_size=3).map(tuple),
    quick_replies=st.lists(texts, max_size=12).map(tuple),
    assessment=st.one_of(st.none(), assessments),
)
