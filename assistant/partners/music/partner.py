"""The music partner: wishes in words to a player, and the volume while somebody speaks."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

from assistant.korean.josa import josa
from assistant.partners.ducking import Ducking, ducking
from assistant.partners.errors import PartnerError
from assistant.partners.model import Answer, Options, Request
from assistant.partners.music.player import Player
from assistant.partners.music.words import Wish, read_command, read_play

log = logging.getLogger(__name__)

DUCKED = 0.3
"""Share of the volume that is left while somebody speaks."""


class Music:
    """Options: `address` (host:port or socket), `password`, `timeout_s`, `ducking` (true)."""

    name = "음악"

    def __init__(self, options: Options, ducks: Ducking | None = None) -> None:
        self._player = Player(
            str(options.get("address", "")),
            str(options.get("password", "")),
            float(options.get("timeout_s", 2.0)),
        )
        self._lock = threading.Lock()
        self._before: int | None = None
        """The volume that comes back when nobody speaks any more."""
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        if options.get("address") and options.get("ducking", True):
            threading.Thread(target=self._work, name="music-ducking", daemon=True).start()
            (ducks or ducking()).register(self)

    def can_take(self, request: Request) -> bool:
        """Music by intent; commands by intent, or after it spoke."""
        if request.named or request.intent in ("play_music", "media_control"):
            return True
        return request.follow_up and read_command(request.text) is not None

    async def answer(self, request: Request) -> Answer:
        """Does what was said and says so. Raises `PartnerError`."""
        wish = None if request.intent == "play_music" else read_command(request.text)
        text = await asyncio.to_thread(self._do, wish or read_play(request.text))
        return Answer(text=text, credited=True)

    async def stop(self, session: str) -> None:
        """The music belongs to the room, not to a conversation: nothing is kept of anybody."""

    def duck(self) -> None:
        """See `Quieter`: returns at once."""
        self._jobs.put(self._duck)

    def restore(self) -> None:
        """See `Quieter`."""
        self._jobs.put(self._restore)

    def _do(self, wish: Wish) -> str:
        if wish.command == "play":
            found = self._player.play(wish)
            if found is None:
                return f"{josa(wish.query or '그런', '은' if wish.query else '')} 음악함에 없어요."
            return f"{josa(found, '을')} 틀게요." if found else "음악을 틀게요."
        with self._lock, self._player.connected() as mpd:
            status = mpd.status()
            if wish.command in ("louder", "quieter", "set", "mute"):
                return self._set_volume(mpd, status, wish)
            if wish.command == "current":
                song = mpd.currentsong()
                title, artist = song.get("title") or song.get("name"), song.get("artist")
                if status.get("state") == "stop" or not title:
                    return "지금 나오는 노래가 없어요."
                return f"{artist}의 {title}" + "예요." if artist else f"{title}예요."
            return _control(mpd, status, wish.command)

    def _set_volume(self, mpd: Any, status: dict[str, str], wish: Wish) -> str:
        now = self._before if self._before is not None else int(status.get("volume") or -1)
        if now < 0:
            return "이 스피커는 여기서 소리 크기를 바꿀 수 없어요."
        step = wish.volume or 0
        wanted = {"louder": now + step, "quieter": now - step, "mute": 0}.get(wish.command, step)
        wanted = min(100, max(0, wanted))
        mpd.setvol(wanted if self._before is None else round(wanted * DUCKED))
        if self._before is not None:
            self._before = wanted
        if wish.command == "mute":
            return "소리를 껐어요."
        if wanted == now:
            return "이미 가장 큰 소리예요." if wanted else "이미 소리가 꺼져 있어요."
        return f"소리를 {wanted}퍼센트로 {'키웠어요' if wanted > now else '줄였어요'}."

    def _duck(self) -> None:
        with self._lock, self._player.connected() as mpd:
            status = mpd.status()
            volume = int(status.get("volume") or -1)
            if self._before is None and status.get("state") == "play" and volume > 0:
                mpd.setvol(round(volume * DUCKED))
                self._before = volume

    def _restore(self) -> None:
        with self._lock:
            before, self._before = self._before, None
            if before is not None:
                with self._player.connected() as mpd:
                    mpd.setvol(before)

    def _work(self) -> None:
        """In the order they came, one at a time."""
        while True:
            try:
                self._jobs.get()()
            except PartnerError as error:
                log.warning("music could not be made quieter or louder: %s", error.detail)


def _control(mpd: Any, status: dict[str, str], command: str) -> str:
    playing = status.get("state")
    if command != "resume" and playing == "stop":
        return "지금 나오는 노래가 없어요."
    if command in ("next", "previous"):
        last = int(status.get("playlistlength", 0)) - 1
        if command == "next" and int(status.get("song", 0)) >= last:
            return "마지막 곡이에요."
        getattr(mpd, command)()
        return "다음 곡이에요." if command == "next" else "이전 곡이에요."
    if command == "pause":
        mpd.pause(1)
        return "잠시 멈췄어요. '다시 재생'이라고 하시면 이어서 틀게요."
    if command == "stop":
        mpd.stop()
        return "음악을 껐어요."
    if playing == "stop" and not int(status.get("playlistlength", 0)):
        return "이어서 틀 노래가 없어요. 무엇을 틀어 드릴까요?"
    mpd.pause(0) if playing == "pause" else mpd.play()
    return "이어서 틀게요."
