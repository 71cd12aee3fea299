"""An RSS or Atom document into headlines: what is no XML, too much or hostile is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

import feedparser
from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree
from rapidfuzz import fuzz

from assistant.feeds.http import decode
from assistant.partners.clean import clean_text
from assistant.partners.errors import BadPartnerAnswer

MAX_ENTRIES = 60
SAME = 82.0
"""Similarity of two titles (0-100, order of words apart) from which they tell the same story. A judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One story."""

    title: str
    summary: str
    publisher: str
    topic: str = ""
    region: str = ""


def read_document(
    body: bytes, charset: str | None, publisher: str, topic: str = "", region: str = ""
) -> tuple[Headline, ...]:
    """The headlines, newest first as the publisher sorts them. Raises `BadPartnerAnswer`."""
    text = decode(body, charset)
    if "<!entity" in text.lower():
        raise BadPartnerAnswer("the document defines entities")
    try:
        SafeTree.fromstring(text.encode(), forbid_dtd=False)
    except DefusedXmlException:
        raise BadPartnerAnswer("the document is hostile") from None
    except (ParseError, ValueError, RecursionError):
        pass  # feedparser mends what many publishers break
    # Bytes, never a text: feedparser would take a text for an address and fetch it.
    parsed = feedparser.parse(body)
    if not parsed.get("version"):
        raise BadPartnerAnswer("neither RSS nor Atom")
    source = clean_text(str((parsed.feed or {}).get("title", "")), 40)
    if not source and not parsed.entries:
        raise BadPartnerAnswer("a document without a title and without news")
    found = []
    for entry in parsed.entries[:MAX_ENTRIES]:
        title = clean_text(str(entry.get("title", "")), 120)
        if title:
            summary = clean_text(str(entry.get("summary", "")), 300)
            found.append(
                Headline(
                    title=title, summary=summary, publisher=publisher or source, topic=topic, region=region
                )
            )
    return tuple(found)


def distinct(headlines: Iterable[Headline]) -> list[Headline]:
    """Each story once: the first of those whose titles are alike."""
    kept: list[Headline] = []
    for one in headlines:
        if not any(fuzz.token_sort_ratio(one.title, other.title) >= SAME for other in kept):
            kept.append(one)
    return kept
