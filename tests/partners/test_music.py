"""Music by a real MPD with a library of its own, made here."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import soundfile
from mpd import MPDClient

from assistant.partners.ducking import Ducking
from assistant.partners.errors import BadPartnerAnswer, NotConfigured, PartnerDown
from assistant.partners.music import Music
from assistant.partners.music.words import read_command, read_play
from tests.conftest import system_program
from tests.partners.server import Gives, serving
from tests.partners.talk import Talk, registered, request
from tests.ports import free_port

SONGS = (
    ("가온", "밤하늘", "발라드"),
    ("가온", "아침 바다", "발라드"),
    ("나래", "달려라", "Dance"),
    ("나래", "불꽃", "Dance"),
)
CONFIG = """
music_directory "{folder}/music"
playlist_directory "{folder}"
db_file "{folder}/db"
pid_file "{folder}/pid"
log_file "{folder}/log"
bind_to_address "127.0.0.1"
port "{port}"
audio_output {{
 type "null"
 name "test"
 mixer_type "null"
}}
"""


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < end, "it did not happen within ten seconds"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def mpd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, MPDClient, subprocess.Popen[bytes]]]:
    program = system_program("mpd")
    folder = tmp_path_factory.mktemp("mpd")
    (folder / "music").mkdir()
    tone = 0.1 * np.sin(np.arange(30 * 8000) / 8000 * 440 * 2 * np.pi)
    for number, (artist, title, genre) in enumerate(SONGS):
        with soundfile.SoundFile(folder / "music" / f"{number}.flac", "w", 8000, 1) as sound:
            sound.artist, sound.title, sound.genre = artist, title, genre
            sound.write(tone)
    port = free_port()
    (folder / "mpd.conf").write_text(CONFIG.format(folder=folder, port=port), encoding="utf-8")
    process = subprocess.Popen([program, "--no-daemon", str(folder / "mpd.conf")], stderr=subprocess.DEVNULL)
    client = MPDClient()

    def connects() -> bool:
        try:
            client.connect("127.0.0.1", port)
        except OSError:
            return False
        return True

    until(connects)
    client.update()
    until(lambda: client.stats().get("songs") == str(len(SONGS)))
    yield f"127.0.0.1:{port}", client, process
    process.terminate()
    process.wait(10)


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("가온 노래 틀어줘", {"밤하늘", "아침 바다"}),
        ("밤하늘 틀어줘", {"밤하늘"}),
        ("나래 불꽃 틀어줘", {"불꽃"}),
        ("발라드 들려줘", {"밤하늘", "아침 바다"}),
        ("신나는 노래 틀어줘", {"달려라", "불꽃"}),
        ("노래 틀어줘", {"밤하늘", "아침 바다", "달려라", "불꽃"}),
    ],
)
def test_by_artist_title_genre_and_mood(
    mpd: tuple[str, MPDClient, subprocess.Popen[bytes]], said: str, titles: set[str]
) -> None:
    address, client, _ = mpd
    talk = Talk(registered(Music({"address": address, "ducking": False})))
    assert "틀게요" in (talk.say(said, "play_music") or "")
    assert {song["title"] for song in client.playlistinfo()} == titles
    assert client.status()["state"] == "play"
    assert "음악함에 없어요" in (talk.say("세종대왕 틀어줘", "play_music") or "")


def test_control_and_volume_in_words(mpd: tuple[str, MPDClient, subprocess.Popen[bytes]]) -> None:
    address, client, _ = mpd
    talk = Talk(registered(Music({"address": address, "ducking": False})))
    talk.say("가온 노래 틀어줘", "play_music")
    client.setvol(50)
    assert talk.say("다음 곡", "media_control") == "다음 곡이에요."
    assert client.currentsong()["title"] == "아침 바다"
    assert talk.say("지금 나오는 노래 뭐야", "media_control") == "가온의 아침 바다예요."
    assert talk.say("다음", "media_control") == "마지막 곡이에요."
    talk.say("이전 곡", "media_control")
    assert client.currentsong()["title"] == "밤하늘"
    talk.say("조금 작게", "media_control")
    assert client.status()["volume"] == "43"
    talk.say("소리 많이 키워줘", "media_control")
    assert client.status()["volume"] == "73"
    talk.say("볼륨 삼십 퍼센트로 해줘", "media_control")
    assert client.status()["volume"] == "30"
    talk.say("잠깐 멈춰", "media_control")
    assert client.status()["state"] == "pause"
    talk.say("다시 재생", "media_control")
    assert client.status()["state"] == "play"
    talk.say("노래 꺼줘", "media_control")
    assert client.status()["state"] == "stop"
    assert "나오는 노래가 없어요" in (talk.say("다음 곡", "media_control") or "")


def test_quiet_while_somebody_speaks_and_as_loud_as_before(
    mpd: tuple[str, MPDClient, subprocess.Popen[bytes]],
) -> None:
    address, client, _ = mpd
    ducks = Ducking()
    talk = Talk(registered(Music({"address": address}, ducks)))
    talk.say("노래 틀어줘", "play_music")
    client.setvol(80)
    with ducks.held("listening"):
        until(lambda: client.status()["volume"] == "24")
        talk.say("볼륨 육십 퍼센트로 해줘", "media_control")
        assert client.status()["volume"] == "18", "still quiet"
    until(lambda: client.status()["volume"] == "60")


@pytest.mark.parametrize(
    ("text", "command", "volume"),
    [
        ("조금 작게", "quieter", 7),
        ("볼륨 최대로", "set", 100),
        ("볼륨 오로 맞춰줘", "set", 50),
        ("음소거", "mute", None),
    ],
)
def test_words(text: str, command: str, volume: int | None) -> None:
    wish = read_command(text)
    assert wish is not None
    assert (wish.command, wish.volume) == (command, volume)
    assert read_play("조용한 음악 들려줘").moods


def test_what_is_not_there() -> None:
    with pytest.raises(NotConfigured):
        asyncio.run(Music({}).answer(request("노래 틀어줘", "play_music")))
    with pytest.raises(PartnerDown):
        Music({"address": f"127.0.0.1:{free_port()}", "ducking": False})._do(read_play("노래"))
    with serving(Gives(body=b"hello")) as server:
        web = Music({"address": server.url.removeprefix("http://"), "ducking": False, "timeout_s": 0.3})
        with pytest.raises((PartnerDown, BadPartnerAnswer)):
            web._do(read_play("노래"))


def test_the_server_dies_in_mid_song(mpd: tuple[str, MPDClient, subprocess.Popen[bytes]]) -> None:
    """Comes last: it ends the server of this module."""
    address, _, process = mpd
    talk = Talk(registered(Music({"address": address, "ducking": False})))
    talk.say("노래 틀어줘", "play_music")
    process.terminate()
    process.wait(10)
    assert "지금 대답하지 않아요" in (talk.say("다음 곡", "media_control") or "")
    assert talk.say("안녕", "greet") is None
