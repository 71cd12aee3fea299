"""News (RSS, Atom) and posts (Bluesky) as low-certainty signals.

One text proves nothing. The rules that read disaster messages find hazard and place; only where several
independent voices tell of the same hazard in the same district within two hours a signal is made, and it is
`Possible` at most. Texts and authors are not kept: a fingerprint of each is, for the hours of the window.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import tomllib
from calendar import timegm
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

import feedparser

from assistant.feeds.batch import SKEW, Batch
from assistant.feeds.bluesky import read_posts
from assistant.feeds.errors import BadAnswer, FeedError
from assistant.feeds.http import FeedClient
from assistant.feeds.message_text import is_over, is_service, message_table, rules_of
from assistant.places import load_gazetteer
from assistant.risk.model import Area, Certainty, Hazard, Severity, Signal, SignalKind, Urgency

FEED = "social_text"
SOURCE = "여러 뉴스·글"
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Something that somebody wrote."""

    at: datetime
    voice: str
    """Publisher or author."""
    words: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What is kept of a text."""

    hazard: Hazard
    label: str
    region: str
    at: datetime
    voice: str
    print: str
    """Fingerprints: one of the author, one of the words."""


class SocialText:
    """The feed. `news`: addresses, comma-separated; `bluesky`: address of a Jetstream, or ""."""

    name = FEED

    def __init__(self, news: str = "", bluesky: str = "") -> None:
        self._news = tuple(url.strip() for url in news.split(",") if url.strip())
        self._bluesky = bluesky.strip()
        for url in (*self._news, *filter(None, [self._bluesky])):
            if urlsplit(url).scheme not in ("http", "https", "ws", "wss") or not urlsplit(url).hostname:
                raise ValueError("GILBEOT_NEWS_FEEDS, GILBEOT_BLUESKY: write full addresses")
        self._salt = secrets.token_bytes(16)
        self._heard: set[Heard] = set()
        self._read_until: datetime | None = None

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """What several voices say. Raises `FeedError` if no source could be read."""
        texts: list[Text] = []
        errors: list[FeedError] = []
        for url in self._news:
            try:
                texts += read_news((await client.get(url)).text, urlsplit(url).hostname or url)
            except FeedError as error:
                errors.append(error)
        if self._bluesky:
            try:
                posts, self._read_until = await read_posts(self._bluesky, self._read_until, now)
                texts += [Text(at=at, voice=voice, words=words) for at, voice, words in posts]
            except FeedError as error:
                errors.append(error)
        count = len(self._news) + bool(self._bluesky)
        if errors and len(errors) == count:
            raise errors[0]
        window = timedelta(hours=_table()["window_hours"])
        self._heard |= {heard for text in texts for heard in understand(text, self._salt)}
        self._heard = {heard for heard in self._heard if -SKEW <= now - heard.at <= window}
        return Batch(
            signals=tuple(agreed(self._heard)),
            newest=max((text.at for text in texts if text.at <= now), default=None),
            note=f"{count}곳 가운데 {len(errors)}곳은 읽지 못했어요" if errors else "",
        )


def read_news(document: str, host: str) -> list[Text]:
    """Entries of an RSS or Atom document that carry a time. Raises `BadAnswer` if it is neither."""
    # Bytes, never a text: feedparser would take a text for an address and fetch it.
    parsed = feedparser.parse(document.encode())
    if not parsed.get("version"):
        raise BadAnswer(f"{host}의 응답이 RSS나 Atom이 아니에요")
    found = []
    for entry in parsed.entries:
        moment = entry.get("published_parsed") or entry.get("updated_parsed")
        if moment is not None:
            words = f"{entry.get('title', '')}. {_TAGS.sub(' ', entry.get('summary', ''))}"
            publisher = (entry.get("source") or {}).get("title") or host
            found.append(Text(at=datetime.fromtimestamp(timegm(moment), UTC), voice=publisher, words=words))
    return found


def understand(text: Text, salt: bytes = b"") -> tuple[Heard, ...]:
    """Hazard and districts of a text; () for what is not about here and now, or names no place."""
    table = _table()
    words = " ".join(text.words[: table["longest"]].split())
    if table["skip"].search(words) or is_over(words) or is_service(words):
        return ()
    if not message_table().happening.search(words):
        return ()
    rule = next((rule for rule in rules_of(words) if rule.hazard in table["hazards"]), None)
    if rule is None:
        return ()
    voice = hashlib.blake2b(text.voice.encode(), key=salt, digest_size=8).hexdigest()
    plain = re.sub(r"\W", "", words)
    fingerprint = hashlib.blake2b(plain[:80].encode(), key=salt, digest_size=8).hexdigest()
    return tuple(
        Heard(rule.hazard, rule.label, region, text.at, voice, fingerprint) for region in _districts(words)
    )


def _districts(words: str) -> set[str]:
    """Codes of the districts that names of the text surely mean."""
    found = set()
    for mention in load_gazetteer().mentions(words):
        regions = {place.region for place in mention.candidates}
        if len(regions) == 1 and (region := next(iter(regions))):
            found.add(region)
    return found


def agreed(heard: Iterable[Heard]) -> Iterable[Signal]:
    """A signal for each hazard and district of which enough independent voices tell."""
    table = _table()
    groups: dict[tuple[Hazard, str], list[Heard]] = {}
    for one in heard:
        groups.setdefault((one.hazard, one.region), []).append(one)
    for (hazard, region), told in sorted(groups.items()):
        # The same words by many (an agency, a repost) are one; so are many words by one.
        voices = min(len({one.voice for one in told}), len({one.print for one in told}))
        if voices < table["agree"]:
            continue
        first, last = min(one.at for one in told), max(one.at for one in told)
        label = sorted(one.label for one in told)[0]
        yield Signal(
            id=f"{FEED}:{region}:{hazard}:{first:%Y%m%dT%H%M}",
            hazard=hazard,
            kind=SignalKind.OBSERVATION,
            feed=FEED,
            source=SOURCE,
            name=f"{label} 소식",
            area=Area(regions=frozenset({region})),
            issued=last,
            onset=first,
            expires=last + timedelta(hours=table["lasts_hours"]),
            severity=Severity.MODERATE,
            certainty=Certainty.POSSIBLE,
            urgency=Urgency.IMMEDIATE,
            facts={"voices": voices},
        )


@cache
def _table() -> dict[str, Any]:
    path = resources.files("assistant.feeds") / "data" / "social_text.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return raw | {
        "skip": re.compile(raw["skip"]),
        "hazards": frozenset(Hazard(hazard) for hazard in raw["hazards"]),
    }
