"""Where articles come from: a ZIM file on this machine, or a wiki's api.php."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.partners.errors import BadPartnerAnswer, NotConfigured, PartnerDown
from assistant.partners.web import Web, checked_url
from assistant.settings import ROOT

WORKER = (sys.executable, "-m", "assistant.partners.knowledge.zim_worker")


@dataclass(frozen=True, slots=True)
class Article:
    """An article, HTML or plain text."""

    title: str
    text: str


class ZimFile:
    """Read by a process of its own for each question: about 0.3 s, and a crash hurts nobody."""

    def __init__(self, path: Path, timeout_s: float = 2.0) -> None:
        self._path = path
        self._timeout_s = timeout_s

    async def find(self, titles: Sequence[str]) -> Article | None:
        """The first title there is. Raises `PartnerError`."""
        if not self._path.is_file():
            raise NotConfigured(f"{self._path} is no file", excuse="unusable", what="지식 파일(ZIM)")
        return await asyncio.to_thread(self._find, titles)

    def _find(self, titles: Sequence[str]) -> Article | None:
        try:
            done = subprocess.run(  # noqa: S603 - our own module
                [*WORKER, str(self._path.resolve())],
                input=json.dumps(list(titles)).encode(),
                capture_output=True,
                timeout=self._timeout_s,
                cwd=ROOT,
            )
            answer = json.loads(done.stdout)
        except subprocess.TimeoutExpired:
            raise PartnerDown("the ZIM file is too slow", excuse="slow") from None
        except ValueError:
            raise BadPartnerAnswer("the reader of the ZIM file crashed") from None
        if answer is None:
            return None
        if "error" in answer:
            raise NotConfigured(answer["error"], excuse="unusable", what="지식 파일(ZIM)")
        return Article(answer["title"], answer["text"])


class MediaWiki:
    """`action=query&prop=extracts` (extension TextExtracts), which Wikipedia has."""

    def __init__(self, url: str, timeout_s: float = 2.0) -> None:
        self._url = url
        self._web = Web(timeout_s=timeout_s)

    async def find(self, titles: Sequence[str]) -> Article | None:
        """The first title there is, in one request. Raises `PartnerError`."""
        params = {
            "action": "query",
            "format": "json",
            "formatversion": "2",
            "prop": "extracts",
            "explaintext": "1",
            "exlimit": "max",
            "exintro": "1",
            "redirects": "1",
            "titles": "|".join(title.replace("|", " ") for title in titles),
        }
        page = await self._web.fetch(checked_url(self._url, "위키 주소"), params=params)
        try:
            query = page.json()["query"]
            moved = {
                row["from"]: row["to"] for key in ("normalized", "redirects") for row in query.get(key, ())
            }
            texts = {row["title"]: row.get("extract") for row in query["pages"] if not row.get("missing")}
        except (KeyError, TypeError, AttributeError):
            raise BadPartnerAnswer("not an answer of MediaWiki") from None
        for title in titles:
            name = title
            for _ in range(3):
                name = moved.get(name, name)
            if isinstance(text := texts.get(name), str) and text:
                return Article(name, text)
        return None
