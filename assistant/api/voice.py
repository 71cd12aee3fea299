"""What the voice door needs of the server, put together; and alerts on their way to who is connected."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from fastapi import FastAPI

from assistant.alerts.watcher import Watcher
from assistant.channels.voice.hub import Announcement, Priority, VoiceHub
from assistant.channels.voice.services import US, Services
from assistant.partners.ducking import ducking
from assistant.partners.errors import PartnersFileError
from assistant.partners.registry import registered
from assistant.recorder import notice
from assistant.settings import Settings
from assistant.speech.errors import RecognizerMissing, SpeechError
from assistant.speech.recognizers import open_recognizer
from assistant.speech.stt import Recognizer
from assistant.speech.tts.voices import voices_of

log = logging.getLogger(__name__)
LOOK_S = 10.0


def hub_of(app: FastAPI, config: Settings) -> VoiceHub:
    """The hub of an application. What is missing (a recogniser) is told to those who connect."""
    recognizer: Recognizer | None = None
    missing = ""
    try:
        recognizer = open_recognizer(config.stt_engine, config.stt_model, config.stt_spacing)
    except RecognizerMissing as error:
        missing = error.user_message
    try:
        voices = voices_of(config)
    except SpeechError as error:
        log.warning("voices: %s", error)
        voices = None
    return VoiceHub(
        Services(
            bot=lambda: app.state.bot,
            now=lambda: app.state.clock.now(),
            scenario=config.scenario,
            recognizer=recognizer,
            stt_missing=missing,
            voices=voices,
            phrases=phrases_of(config),
            ducking=ducking(),
            patience=config.patience,
            recorder=app.state.recorder,
            recording_notice=notice,
        )
    )


def phrases_of(config: Settings) -> dict[str, tuple[str, ...]]:
    """Wake phrases by assistant: ours, and those of partners. A bad partners file is told by the dialogue."""
    found: dict[str, tuple[str, ...]] = {US: config.wake_phrases}
    with suppress(PartnersFileError):
        found |= {each.name: each.entry.wake for each in registered(config) if each.entry.wake}
    return found


async def tell_alerts(app: FastAPI) -> None:
    """Alerts about trips are spoken to their traveller's devices as they are told; until cancelled."""
    watcher: Watcher = app.state.watcher
    store, hub = app.state.personal.alerts, app.state.voice_hub
    seen = await asyncio.to_thread(store.last)
    while True:
        bell = watcher.bell()
        for alert in await asyncio.to_thread(store.since, seen):
            seen = alert.seq or seen
            priority = Priority.URGENT if alert.urgent else Priority.NORMAL
            said = Announcement(text=alert.text, speech=alert.speech, priority=priority, id=alert.id)
            await hub.announce(alert.user, said, alert.owner)
        with suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), LOOK_S)
