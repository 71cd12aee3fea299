"""Which sources the settings switch on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from assistant.feeds.airkorea import AirKorea
from assistant.feeds.batch import Feed
from assistant.feeds.disaster_messages import DisasterMessages
from assistant.feeds.expressway_events import ExpresswayEvents
from assistant.feeds.http import FeedClient
from assistant.feeds.its_events import ItsEvents
from assistant.feeds.kma_earthquake import KmaEarthquake
from assistant.feeds.kma_forecasts import KmaForecasts
from assistant.feeds.kma_typhoon import KmaTyphoon
from assistant.feeds.kma_warnings import KmaWarnings
from assistant.feeds.live import LiveSources
from assistant.settings import Settings, settings


def configured(config: Settings) -> Iterator[Feed]:
    """The feeds whose keys are set, in order of importance."""
    if config.data_go_kr_key or config.kma_hub_key:
        yield KmaWarnings(config.data_go_kr_key, config.kma_hub_key)
    if config.safetydata_key:
        yield DisasterMessages(config.safetydata_key)
    if config.data_go_kr_key:
        yield KmaTyphoon(config.data_go_kr_key)
        yield KmaEarthquake(config.data_go_kr_key)
        yield KmaForecasts(config.data_go_kr_key, config.forecast_regions)
        yield AirKorea(config.data_go_kr_key)
    if config.its_key:
        yield ItsEvents(config.its_key)
    if config.expressway_key:
        yield ExpresswayEvents(config.expressway_key)


def connect(config: Settings) -> LiveSources:
    """The live sources of these settings."""
    return LiveSources(
        configured(config), lambda: FeedClient(timeout_s=config.timeout_s, via=config.feeds_via)
    )


@cache
def live_sources() -> LiveSources:
    """The live sources of this process."""
    return connect(settings())
