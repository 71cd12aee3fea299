"""Fetching a feed once in a while: conditional GET, and the last good answer when the publisher fails."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from assistant.partners.errors import PartnerError
from assistant.partners.news.document import Headline, read_document
from assistant.partners.web import Web, checked_url

FRESH_S = 60.0
"""So long an answer is not asked for again."""
STALE_S = 3600.0
"""So long an earlier answer stands in for a publisher that fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One feed of the settings."""

    url: str
    name: str = ""
    topic: str = ""
    region: str = ""


@dataclass(slots=True)
class _Kept:
    headlines: tuple[Headline, ...]
    at: float
    etag: str | None
    modified: str | None


class Fetcher:
    """Remembers the last answer of each source."""

    def __init__(self, timeout_s: float = 2.0) -> None:
        self._web = Web(timeout_s=timeout_s)
        self._kept: dict[str, _Kept] = {}

    async def headlines(self, source: Source) -> tuple[Headline, ...]:
        """The source's headlines. Raises `PartnerError` if there are none, not even old ones."""
        url = checked_url(source.url, "뉴스 주소")
        kept, now = self._kept.get(url), time.monotonic()
        if kept is not None and now - kept.at < FRESH_S:
            return kept.headlines
        try:
            return await self._ask(source, kept, now)
        except PartnerError:
            if kept is not None and now - kept.at < STALE_S:
                return kept.headlines
            raise

    async def _ask(self, source: Source, kept: _Kept | None, now: float) -> tuple[Headline, ...]:
        headers = {"Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1"}
        if kept is not None and kept.etag:
            headers["If-None-Match"] = kept.etag
        if kept is not None and kept.modified:
            headers["If-Modified-Since"] = kept.modified
        page = await self._web.fetch(source.url, headers=headers)
        if page.status == 304 and kept is not None:
            kept.at = now
            return kept.headlines
        found = await asyncio.to_thread(
            read_document, page.body, page.charset, source.name, source.topic, source.region
        )
        self._kept[source.url] = _Kept(
            found, now, page.headers.get("etag"), page.headers.get("last-modified")
        )
        return found
