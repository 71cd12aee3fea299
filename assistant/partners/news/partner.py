"""The news partner: which headlines, three at a time, "다음", "두 번째 자세히", "그만"."""

from __future__ import annotations

import asyncio
import re
import tomllib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.korean.josa import josa
from assistant.korean.lexicon import find_hazards
from assistant.partners.errors import NotConfigured, PartnerError
from assistant.partners.model import Answer, Options, Request, TripHint
from assistant.partners.news.document import Headline, distinct
from assistant.partners.news.fetch import Fetcher, Source
from assistant.places.gazetteer import load_gazetteer

AT_ONCE = 3
MAX_SOURCES = 20
_MAX_READINGS = 1_000
_PARTICLE = re.compile(r"(?<=..)(?:에서의|에서|에|의|을|를|은|는)$")
_ORDINALS = ("첫", "두", "세")


@dataclass(slots=True)
class _Reading:
    headlines: list[Headline]
    start: int = 0

    @property
    def page(self) -> list[Headline]:
        return self.headlines[self.start : self.start + AT_ONCE]


class News:
    """Options: `feeds`, a list of addresses or of tables `{url, name, topic, region}`; `timeout_s`."""

    name = "뉴스"

    def __init__(self, options: Options) -> None:
        given = [{"url": feed} if isinstance(feed, str) else feed for feed in options.get("feeds", ())]
        self._sources = [Source(**feed) for feed in given][:MAX_SOURCES]
        self._fetcher = Fetcher(float(options.get("timeout_s", 2.0)))
        self._readings: OrderedDict[str, _Reading] = OrderedDict()

    def can_take(self, request: Request) -> bool:
        """News by intent; "다음", "자세히" and "그만" while it is being read."""
        if request.intent == "play_news" or request.named:
            return True
        reading = request.session in self._readings
        about_news = re.search("뉴스|기사|소식", request.text) is not None
        if request.intent == "media_control" and not (request.follow_up or about_news):
            return False
        if not reading or not (request.follow_up or about_news):
            return False
        return any(_words(kind).search(request.text) for kind in ("next", "stop", "detail"))

    async def answer(self, request: Request) -> Answer:
        """Headlines, or what was asked about the ones that were read. Raises `PartnerError`."""
        reading = self._readings.get(request.session)
        if reading is not None and request.intent != "play_news":
            if _words("stop").search(request.text):
                self._readings.pop(request.session, None)
                return Answer(text="네, 뉴스는 그만할게요.", credited=True)
            if _words("detail").search(request.text):
                return _detail(reading, request.text)
            reading.start += AT_ONCE
            if reading.page:
                return _page(reading, "이어서 읽어 드릴게요.")
            self._readings.pop(request.session, None)
            return Answer(text="소식은 여기까지예요.", credited=True)
        return await self._new(request)

    async def stop(self, session: str) -> None:
        """Forgets what was read."""
        self._readings.pop(session, None)

    async def _new(self, request: Request) -> Answer:
        if not self._sources:
            raise NotConfigured("no feeds", what="뉴스 주소(GILBEOT_NEWS_FEEDS)")
        topic, about = wanted(request.text)
        chosen = [source for source in self._sources if topic and source.topic == topic] or self._sources
        headlines = await self._all(chosen)
        matching = [one for one in headlines if matches(one, about)] if about else headlines
        if topic and not about and chosen is self._sources:
            words = re.compile(_topics()["topics"][topic])
            matching = [one for one in headlines if words.search(one.title + one.summary)]
        subject = " ".join(about) or topic
        if not matching:
            missing = f"{josa(subject, '과')} 관련된 소식은" if subject else "새로운 소식은"
            return Answer(text=f"{missing} 찾지 못했어요.", credited=True)
        on_the_way = [one for one in matching if touches(one, request.trip)]
        ordered = [*on_the_way, *(one for one in matching if one not in on_the_way)]
        reading = _Reading(ordered)
        self._readings[request.session] = reading
        while len(self._readings) > _MAX_READINGS:
            self._readings.popitem(last=False)
        intro = f"{subject} 소식이에요." if subject else "주요 소식이에요."
        if on_the_way and request.trip is not None:
            intro = f"{request.trip.destination} 가시는 길과 관련된 소식이 있어요."
        return _page(reading, intro)

    async def _all(self, sources: Sequence[Source]) -> list[Headline]:
        """Of every source that answers, one after the other in turn. Raises if none does."""
        answers = await asyncio.gather(*map(self._fetcher.headlines, sources), return_exceptions=True)
        read = [answer for answer in answers if isinstance(answer, tuple)]
        if not read:
            first = next(answer for answer in answers if isinstance(answer, BaseException))
            raise first if isinstance(first, PartnerError) else PartnerError(type(first).__name__)
        longest = max(map(len, read))
        return distinct(answer[at] for at in range(longest) for answer in read if at < len(answer))


def wanted(text: str) -> tuple[str, list[str]]:
    """The topic of a request ("경제") and the words that the news should be about (["반도체"])."""
    topic, rest = "", text
    for name in _topics()["topics"]:
        if re.search(name, text):
            topic, rest = name, text.replace(name, " ")
            break
    noise = re.compile(rf"(?:{_topics()['words']['noise']})+")
    words = [word for part in rest.split() if (word := part.strip(" ,.?!"))]
    about = [_PARTICLE.sub("", word) for word in words if not noise.fullmatch(word)]
    if not topic:
        topics = _topics()["topics"].items()
        topic = next((name for name, words in topics if re.search(words, text)), "")
    return topic, about


def matches(headline: Headline, about: Sequence[str]) -> bool:
    """Whether a headline is about all of the words, or comes from a source for that region."""
    text = headline.title + headline.summary
    return all(word in text or (headline.region and word in headline.region) for word in about)


def touches(headline: Headline, trip: TripHint | None) -> bool:
    """Whether it tells of a hazard in a district on the way of the trip in question."""
    if trip is None or not find_hazards(headline.title):
        return False
    regions = {
        place.region
        for mention in load_gazetteer().mentions(headline.title)
        for place in mention.candidates[:1]
    }
    return trip.destination in headline.title or bool(regions & trip.regions)


def _page(reading: _Reading, intro: str) -> Answer:
    told = [
        f"{ordinal} 번째, {one.title.rstrip('.')}, {one.publisher}."
        if one.publisher
        else f"{ordinal} 번째, {one.title.rstrip('.')}."
        for ordinal, one in zip(_ORDINALS, reading.page, strict=False)
    ]
    more = len(reading.headlines) > reading.start + AT_ONCE
    labels = ("다음", "첫 번째 자세히", "그만") if more else ("첫 번째 자세히", "그만")
    return Answer(text=" ".join([intro, *told]), expects_reply=True, quick_replies=labels, credited=True)


def _detail(reading: _Reading, text: str) -> Answer:
    squeezed = text.replace(" ", "")
    which = next((at for at, word in enumerate(_ORDINALS) if f"{word}번째" in squeezed), 0)
    if which >= len(reading.page):
        return Answer(text="그 번호의 소식은 없어요.", expects_reply=True, credited=True)
    one = reading.page[which]
    body = one.summary or "제목 말고는 온 내용이 없어요."
    who = f"{one.publisher} 소식이에요. " if one.publisher else ""
    return Answer(text=f"{who}{one.title.rstrip('.')}. {body}", expects_reply=True, credited=True)


@cache
def _topics() -> Mapping[str, Any]:
    path = files("assistant.partners.news") / "data" / "topics.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(_topics()["words"][kind])
