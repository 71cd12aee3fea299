"""Which sources the settings switch on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache

from assistant.feeds.airkorea import AirKorea
from assistant.feeds.batch import Batch, Feed
from assistant.feeds.disaster_messages import DisasterMessages
from assistant.feeds.errors import Misconfigured
from assistant.feeds.expressway_events import ExpresswayEvents
from assistant.feeds.http import FeedClient
from assistant.feeds.infection_cases import InfectionCases
from assistant.feeds.its_events import ItsEvents
from assistant.feeds.kma_earthquake import KmaEarthquake
from assistant.feeds.kma_forecasts import KmaForecasts
from assistant.feeds.kma_typhoon import KmaTyphoon
from assistant.feeds.kma_warnings import KmaWarnings
from assistant.feeds.live import LiveSources
from assistant.feeds.seoul_crowding import SeoulCrowding
from assistant.feeds.sk_crowding import SkCrowding
from assistant.feeds.social_text import SocialText
from assistant.settings import Settings, settings


def configured(config: Settings) -> Iterator[Feed]:
    """The feeds whose keys are set, in order of importance."""
    key, seoul, sk = config.data_go_kr_key, config.seoul_key, config.sk_key
    if key or config.kma_hub_key:
        yield KmaWarnings(key, config.kma_hub_key)
    if config.safetydata_key:
        yield DisasterMessages(config.safetydata_key)
    if key:
        yield KmaTyphoon(key)
        yield KmaEarthquake(key)
        yield _made(KmaForecasts.name, lambda: KmaForecasts(key, config.forecast_regions))
        yield AirKorea(key)
    if config.its_key:
        yield ItsEvents(config.its_key)
    if config.expressway_key:
        yield ExpresswayEvents(config.expressway_key)
    if seoul:
        yield _made(SeoulCrowding.name, lambda: SeoulCrowding(seoul, config.seoul_places))
    if sk and config.sk_places:
        yield _made(SkCrowding.name, lambda: SkCrowding(sk, config.sk_places))
    if key and config.disease:
        yield _made(InfectionCases.name, lambda: InfectionCases(key, config.disease))
    if config.news_feeds or config.bluesky:
        yield _made(SocialText.name, lambda: SocialText(config.news_feeds, config.bluesky))


def connect(config: Settings) -> LiveSources:
    """The live sources of these settings. A setting that cannot be read fails its own source only."""
    return LiveSources(
        configured(config), lambda: FeedClient(timeout_s=config.timeout_s, via=config.feeds_via)
    )


@cache
def live_sources() -> LiveSources:
    """The live sources of this process."""
    return connect(settings())


def _made(name: str, make: Callable[[], Feed]) -> Feed:
    try:
        return make()
    except ValueError as error:
        return _Broken(name, str(error))


class _Broken:
    """Stands for a feed whose settings cannot be read, and says so."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self._reason = reason

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """Raises `Misconfigured`."""
        raise Misconfigured(self._reason)
