"""`create_app()`: everything in one process. The bot loads in the background; `/health/ready` tells when."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

from fastapi import FastAPI

from assistant import __version__
from assistant.alerts.model import Channel
from assistant.alerts.watcher import Watcher
from assistant.alerts.webhooks import Caller
from assistant.api import (
    access,
    problems,
    routes_alerts,
    routes_alexa,
    routes_cap,
    routes_clova,
    routes_imports,
    routes_kakao,
    routes_maps,
    routes_me,
    routes_messages,
    routes_metrics,
    routes_mirror,
    routes_nugu,
    routes_push,
    routes_risk,
    routes_speech,
    routes_trips,
    routes_voice,
    voice,
)
from assistant.api.alert_schemas import payload
from assistant.api.kakao_alerts import KakaoAlerts
from assistant.api.measured import Measured
from assistant.api.positions import Positions
from assistant.api.recording import watch_recording
from assistant.api.wyoming import wyoming_door
from assistant.channels.access import Access
from assistant.channels.alexa import Trust as AlexaTrust
from assistant.channels.clova import Trust as ClovaTrust
from assistant.channels.kakao import KakaoSkill
from assistant.channels.once import Once
from assistant.channels.speaker import SpeakerDoor
from assistant.clock import Clock
from assistant.dialogue import Bot, RasaBot, RemoteBot, Turn, settle
from assistant.engine import LocalEngine
from assistant.feeds.connect import live_sources
from assistant.feeds.scenarios import load_scenario
from assistant.recorder import Recorder
from assistant.settings import Settings, settings
from assistant.store.personal_data import PersonalData
from assistant.subscriptions import Subscriptions

log = logging.getLogger(__name__)

DESCRIPTION = "Korean voice assistant that tells people whether the way is safe before they leave."


def create_app(config: Settings | None = None, bot: Bot | None = None) -> FastAPI:
    """The application. Raises `ScenarioError` (unknown `config.scenario`), `StoreError`, `KeyFileError`."""
    config = config or settings()
    start = load_scenario(config.scenario).meta.suggested_now if config.scenario else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(_load_bot(app, config, bot))
        async with AsyncExitStack() as stack:
            if config.scenario is None:
                await stack.enter_async_context(live_sources().running())
            watching = asyncio.create_task(app.state.watcher.run(config.watch_s)) if config.watch_s else None
            reading = asyncio.create_task(_read_calendars(app, config))
            await stack.enter_async_context(wyoming_door(app, config))
            telling = asyncio.create_task(voice.tell_alerts(app))
            recording = asyncio.create_task(watch_recording(app))
            yield
            recording.cancel()
            telling.cancel()
            reading.cancel()
            if watching is not None:
                watching.cancel()
        loading.cancel()
        await app.state.kakao.close()
        await app.state.nugu.close()
        await app.state.clova.close()
        await app.state.alexa.close()

    app = FastAPI(title="길벗 Gilbeot", version=__version__, description=DESCRIPTION, lifespan=lifespan)
    app.state.engine = LocalEngine.default()
    app.state.clock = Clock(start)
    app.state.scenario = config.scenario
    app.state.bot = None
    app.state.failure = None
    app.state.kakao = KakaoSkill.of(config)
    app.state.kakao_access = Access(secret=config.kakao_secret, networks=config.kakao_allowed_ips)
    app.state.nugu = SpeakerDoor.of("nugu", config)
    app.state.nugu_access = Access(secret=config.nugu_token, networks=config.nugu_allowed_ips)
    app.state.clova = SpeakerDoor.of("clova", config)
    app.state.clova_trust = ClovaTrust.of(config)
    app.state.alexa = SpeakerDoor.of("alexa", config)
    app.state.alexa_trust = AlexaTrust.of(config)
    app.state.alexa_once = Once()
    larger = {
        "/v1/speech": routes_speech.MAX_SOUND_BYTES,
        "/v1/trips/import": routes_imports.MAX_UPLOAD_BYTES,
    }
    app.add_middleware(problems.BodyLimit, max_bytes=config.max_body_bytes, larger=larger)
    app.add_middleware(routes_metrics.Timed)  # the outermost: a body that is refused counts as well
    problems.install(app)
    access.install(app, config)
    app.state.personal = PersonalData.of(config)
    app.include_router(routes_messages.router)
    app.include_router(routes_risk.router)
    app.include_router(routes_cap.router)
    app.include_router(routes_maps.router)
    app.include_router(routes_trips.router)
    app.state.import_gate = asyncio.Semaphore(routes_imports.AT_ONCE)
    app.include_router(routes_imports.router)
    app.include_router(routes_alerts.router)
    app.include_router(routes_push.router)
    app.state.positions = Positions()
    app.include_router(routes_me.router)
    _watch(app, config)
    app.state.recorder = Recorder.of(app.state.personal, config)
    app.state.voice_hub = voice.hub_of(app, config)
    app.state.speech_gate = asyncio.Semaphore(routes_speech.AT_ONCE)
    app.include_router(routes_voice.router)
    app.include_router(routes_speech.router)
    app.include_router(routes_metrics.router)
    routes_mirror.install(app, config.home)
    _open_doors(app, config)
    return app


async def _read_calendars(app: FastAPI, config: Settings) -> None:
    """Subscribed calendars are read, in the present only."""
    if config.calendar_minutes and config.scenario is None:
        reader = Subscriptions(app.state.personal, app.state.engine.planner, config.calendar_hosts, config)
        await reader.run(app.state.clock.now, config.calendar_minutes * 60.0)


def _watch(app: FastAPI, config: Settings) -> None:
    """Stored trips are watched over, and who wants to be called is."""
    stores = app.state.personal
    app.state.config = config
    app.state.alert_streams = Counter()
    app.state.push = _web_push(config)
    app.state.kakao_event = KakaoAlerts.of(config)
    senders = {Channel.WEB_PUSH: app.state.push, Channel.KAKAO: app.state.kakao_event}
    app.state.caller = Caller(
        stores.alerts,
        stores.webhooks,
        payload,
        config.webhook_hosts,
        {channel: sender for channel, sender in senders.items() if sender is not None},
    )
    app.state.watcher = Watcher(
        app.state.engine, stores, app.state.clock, app.state.caller, timedelta(days=config.keep_days)
    )


def _web_push(config: Settings) -> Any:
    """A `WebPush`, or None. Its libraries (requests, aiohttp) load only where it is set up."""
    if not config.push_contact:
        return None
    from assistant.alerts.push import WebPush

    return WebPush(config.state_dir, config.push_contact, config.webhook_hosts)


def _open_doors(app: FastAPI, config: Settings) -> None:
    """A server that others can reach opens only doors that know whom to let in."""
    doors = (
        ("KakaoTalk", routes_kakao.router, any, ("kakao_secret", "kakao_allowed_ips")),
        ("NUGU", routes_nugu.router, any, ("nugu_token", "nugu_allowed_ips")),
        ("CLOVA", routes_clova.router, all, ("clova_public_key", "clova_application_id")),
        ("Alexa", routes_alexa.router, all, ("alexa_application_id",)),
    )
    for name, router, needed, guards in doors:
        if needed(getattr(config, guard) for guard in guards) or access.is_loopback(config.host):
            app.include_router(router)
        else:
            asked = (" or " if needed is any else " and ").join(
                f"GILBEOT_{guard.upper()}" for guard in guards
            )
            log.warning("%s's door stays closed: set %s", name, asked)


async def _load_bot(app: FastAPI, config: Settings, bot: Bot | None) -> None:
    """Loads the bot off the event loop, lets it answer once, and only then announces it."""
    try:
        if bot is None:
            bot = RemoteBot(config.rasa_url, config) if config.rasa_url else await _load_rasa(config)
        warm_up = Turn(user_id="warm-up", text="내일 부산 가는 길 안전해?", now=app.state.clock.now())
        await bot.handle(warm_up)
        await bot.forget("warm-up")
        settle()
    except Exception as error:
        log.exception("the dialogue did not start")
        app.state.failure = f"{type(error).__name__}: {error}"
        return
    app.state.bot = Measured(bot)


async def _load_rasa(config: Settings) -> Any:
    return await asyncio.to_thread(RasaBot.load, None, config)
