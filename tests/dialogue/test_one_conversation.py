"""One conversation at the mirror with everything real: Rasa, the engine, MPD, a ZIM file, news, the session.

Wake word, news, a question of knowledge, music, a question about the way that makes the music quieter, and
the music back.
"""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from mpd import MPDClient

from assistant.channels.voice.hub import VoiceHub
from assistant.channels.voice.messages import Hello, Order, Typed
from assistant.channels.voice.services import US, Services
from assistant.dialogue import RasaBot
from assistant.partners.desk import Desk
from assistant.partners.ducking import ducking
from assistant.partners.knowledge import Knowledge
from assistant.partners.music import Music
from assistant.partners.news import News
from assistant.settings import Settings
from assistant.speech.tts.voices import voices_of
from tests.partners.server import Gives, serving
from tests.partners.talk import registered
from tests.partners.test_knowledge import zim  # noqa: F401
from tests.partners.test_music import mpd  # noqa: F401
from tests.partners.test_news import rss

pytestmark = pytest.mark.model
NOW = datetime(2023, 8, 9, 18, 0, tzinfo=ZoneInfo("Asia/Seoul"))
PATIENCE_S = 60


class Mirror:
    """The other end of the connection: notes what comes, and how loud the music is at that moment."""

    def __init__(self, music: MPDClient) -> None:
        self._music = music
        self.events: list[dict[str, Any]] = []
        self.loudness: dict[str, int] = {}

    async def event(self, document: Mapping[str, Any]) -> None:
        self.events.append(dict(document))

    async def sound(self, pcm16: bytes) -> None:
        if "speaking" not in self.loudness:
            await asyncio.sleep(0.3)  # the music server is told from another thread
            self.loudness["speaking"] = self.volume()

    def volume(self) -> int:
        return int(self._music.status()["volume"])

    async def until(self, kind: str) -> dict[str, Any]:
        seen = len(self.events)
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            found = [event for event in self.events[seen:] if event["type"] == kind]
            if found:
                return found[0]
            await asyncio.sleep(0.02)
        raise AssertionError(f"no {kind}: {[event['type'] for event in self.events[seen:]]}")


def test_one_conversation(
    bot: RasaBot,
    loop: asyncio.AbstractEventLoop,
    mpd: tuple[str, MPDClient, subprocess.Popen[bytes]],  # noqa: F811
    zim: Path,  # noqa: F811
) -> None:
    address, client, _ = mpd
    with serving(Gives(body=rss("반도체 수출이 늘었다", "새 다리가 열렸다"))) as newspaper:
        desk = Desk(
            (
                registered(News({"feeds": [newspaper.url]})),
                registered(Knowledge({"zim": zim, "timeout_s": 10}), timeout_s=10),
                registered(Music({"address": address, "ducking": True})),
            )
        )
        speaker = RasaBot(bot._agent, bot._config, desk)
        mirror = Mirror(client)
        services = Services(
            bot=lambda: speaker,
            now=lambda: NOW,
            scenario="khanun-2023",
            recognizer=None,
            voices=voices_of(Settings()),
            phrases={US: ("하이 길벗",)},
            ducking=ducking(),
        )

        async def conversation() -> dict[str, str]:
            hub = VoiceHub(services)
            session = await hub.open(mirror, Hello(type="hello", user_id="mirror", mode="text"), "local")
            said = {}
            for name, text in (
                ("news", "하이 길벗, 뉴스 틀어줘"),
                ("knowledge", "세종대왕이 누구야"),
                ("music", "가온 노래 틀어줘"),
            ):
                await session.message(Typed(type="text", text=text))
                said[name] = (await mirror.until("reply"))["reply"]["text"]
                # Only the answer about the way is heard to its end.
                await asyncio.gather(mirror.until("idle"), session.message(Order(type="stop_pipeline")))
            await asyncio.sleep(0.5)
            client.setvol(80)
            mirror.loudness.clear()
            await session.message(Typed(type="text", text="내일 부산 가는 길 안전해?"))
            said["way"] = (await mirror.until("reply"))["reply"]["text"]
            await mirror.until("idle")
            await asyncio.sleep(0.5)
            mirror.loudness["after"] = mirror.volume()
            await hub.close(session)
            return said

        try:
            said = loop.run_until_complete(asyncio.wait_for(conversation(), PATIENCE_S * 3))
        finally:
            desk.close()
    assert "반도체 수출이 늘었다" in said["news"]
    assert "조선의 제4대 국왕" in said["knowledge"]
    assert "틀게요" in said["music"]
    assert "길벗 판단으로" in said["way"]
    assert client.status()["state"] == "play"
    assert mirror.loudness["speaking"] < 50, "quieter while the answer is spoken"
    assert mirror.loudness["after"] == 80, "as loud as before"
