"""`POST /v1/speech`: texts as sound, spoken questions as spoken answers, and what cannot be either."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
import soundfile
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.api import routes_speech
from assistant.api.app import create_app
from assistant.channels.voice.once import hear
from assistant.settings import Settings
from assistant.speech.audio import Audio, wav_bytes
from assistant.speech.recognizers import open_recognizer
from assistant.speech.tts.changing import change
from assistant.speech.tts.voices import Voices
from assistant.store.api_keys import ApiKeys, Scope
from assistant.store.database import open_database
from tests.api.test_voice import SHORT, ScriptedRecognizer, Server, speech

QUESTION = "내일 부산 가는 길 안전해"


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path, ScriptedRecognizer())


def say(server: Server, **body: object) -> Response:
    return server.http.post("/v1/speech", json={"text": "내일 비가 와요.", **body})


def question(rate: int = 16_000) -> bytes:
    sound = Audio.from_int16(np.frombuffer(speech(), "<i2"), 16_000)
    return wav_bytes(sound.at(rate))


def ask(server: Server, sound: bytes, kind: str = "audio/wav", **query: object) -> Response:
    return server.http.post("/v1/speech", params=query, content=sound, headers={"content-type": kind})  # type: ignore[arg-type]


def read(response: Response) -> tuple[np.ndarray, int]:
    return soundfile.read(io.BytesIO(response.content), dtype="float32")


@pytest.mark.parametrize("rate", [None, 8_000, 16_000, 48_000])
def test_a_text_as_wav(server: Server, rate: int | None) -> None:
    response = say(server, sample_rate=rate)
    assert response.status_code == 200
    assert response.headers["content-type"] == "audio/wav"
    samples, found = read(response)
    assert found == (rate or 22_050) == int(response.headers["x-gilbeot-sample-rate"])
    assert 0.8 < len(samples) / found < 4
    assert np.abs(samples).max() > 0.1


def test_a_text_as_opus_is_small(server: Server) -> None:
    text = "내일 가시는 길에 비가 와요. 아홉 시 전에 출발하시는 게 좋아요."
    opus, wav = say(server, text=text, format="opus"), say(server, text=text)
    assert opus.headers["content-type"] == "audio/ogg"
    assert opus.content.startswith(b"OggS")
    assert len(opus.content) < len(wav.content) / 5
    assert read(opus)[1] in (24_000, 48_000)


def test_a_text_as_plain_samples_in_another_voice(server: Server) -> None:
    one = say(server, format="pcm", voice="haneul")
    assert one.headers["content-type"] == "audio/pcm"
    voices = [voice.id for voice in server.hub.services.voices.voices()]  # type: ignore[union-attr]
    assert say(server, format="pcm", voice=voices[-1]).content != one.content


def test_markup_is_obeyed_and_text_is_not_markup(server: Server) -> None:
    pause = "<speak>내일<break time='3s'/>비가 와요.</speak>"
    marked, _ = read(say(server, text=pause, markup=True, sample_rate=16_000))
    assert 4 < len(marked) / 16_000 < 7
    assert say(server, text="<speak>내일", markup=True).status_code == 422
    assert say(server, text="<speak>내일").status_code == 200


def test_nothing_to_say_is_silence(server: Server) -> None:
    assert read(say(server, text="🙂"))[0].size == 0


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},
        {"text": "가" * (routes_speech.MAX_TEXT + 1)},
        {"text": 3},
        {"voice": "nobody"},
        {"format": "mp3"},
        {"sample_rate": 1},
        {"format": "opus", "sample_rate": 22_050},
        {"user_id": ""},
    ],
)
def test_what_cannot_be_said(server: Server, body: dict[str, object]) -> None:
    response = say(server, **body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]


def test_a_spoken_question_is_answered_aloud(server: Server) -> None:
    response = ask(server, question(), user_id="me", format="opus")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "audio/ogg"
    assert unquote(response.headers["x-gilbeot-heard"]) == QUESTION
    assert unquote(response.headers["x-gilbeot-reply"]) == SHORT
    assert read(response)[0].size > 8_000
    [turn] = server.bot.turns
    assert (turn.user_id, turn.text) == ("me", QUESTION)


def test_without_a_name_the_conversation_is_forgotten(server: Server) -> None:
    forgotten = []

    async def forget(user: str) -> None:
        forgotten.append(user)

    server.bot.forget = forget  # type: ignore[method-assign]
    ask(server, question(8_000))
    assert forgotten == [server.bot.turns[0].user_id]


@pytest.mark.parametrize(
    ("sound", "code"),
    [
        (b"", "speech_not_sound"),
        (b"no sound at all", "speech_not_sound"),
        (wav_bytes(Audio.silence(1.0, 16_000)), "nothing_said"),
        (wav_bytes(Audio.silence(61.0, 8_000)), "speech_too_long"),
    ],
)
def test_sound_that_is_none(server: Server, sound: bytes, code: str) -> None:
    response = ask(server, sound)
    assert (response.status_code, response.json()["code"]) == (422, code)
    assert ask(server, question()).status_code == 200


def test_the_dialogue_fails_and_the_next_works(server: Server) -> None:
    server.hub.services.recognizer.says = "고장"  # type: ignore[union-attr]
    assert ask(server, question()).status_code == 502
    server.hub.services.recognizer.says = QUESTION  # type: ignore[union-attr]
    assert ask(server, question()).status_code == 200


def test_other_bodies_and_too_large_ones(server: Server) -> None:
    assert ask(server, b"x", kind="text/plain").status_code == 415
    assert ask(server, bytes(routes_speech.MAX_SOUND_BYTES + 1)).status_code == 413
    assert server.http.post("/v1/messages", content=bytes(300_000)).status_code == 413


def test_without_a_recogniser_texts_are_spoken_all_the_same(tmp_path: Path) -> None:
    server = Server(tmp_path)
    assert say(server).status_code == 200
    response = ask(server, question())
    assert (response.status_code, response.json()["code"]) == (503, "stt_unavailable")


def test_before_the_bot_is_there(server: Server) -> None:
    server.app.state.bot = None
    assert ask(server, question()).status_code == 503
    assert say(server).status_code == 200


def test_a_key_with_the_right_scope_is_needed_where_keys_are(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'g.db'}"
    server = Server(tmp_path, database_url=url, api_keys="always")
    keys = ApiKeys(open_database(url))
    bearer = {scope: f"Bearer {keys.create('k', [scope])[1]}" for scope in (Scope.TALK, Scope.READ)}
    body = {"text": "안녕하세요."}
    assert server.http.post("/v1/speech", json=body).status_code == 401
    for scope, status in ((Scope.READ, 403), (Scope.TALK, 200)):
        sent = server.http.post("/v1/speech", json=body, headers={"authorization": bearer[scope]})
        assert sent.status_code == status


def test_a_real_recogniser_hears_the_question(tmp_path: Path) -> None:
    server = Server(tmp_path, open_recognizer())
    heard = asyncio.run(hear(server.hub.services, question()))
    assert heard.text == QUESTION
    assert heard.confidence > 0.8


def test_it_is_in_the_description(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    kinds = app.openapi()["paths"]["/v1/speech"]["post"]["requestBody"]["content"]
    assert {"application/json", "audio/wav"} <= set(kinds)


@given(st.binary(max_size=400), st.sampled_from(["application/json", "audio/wav", "audio/ogg", "", "audio/"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_it_is_no_crash(server: Server, body: bytes, kind: str) -> None:
    assert ask(server, body, kind=kind).status_code in (415, 422)


def test_a_voice_is_chosen_by_the_user_of_a_key(tmp_path: Path) -> None:
    server = Server(tmp_path, api_keys="always")
    keys = ApiKeys(open_database(f"sqlite:///{tmp_path / 'g.db'}"))
    (one, first), (_, second) = (keys.create(name, [Scope.TALK]) for name in ("a", "b"))

    def heard(key: str) -> bytes:
        server.http.headers["authorization"] = f"Bearer {key}"
        return say(server, user_id="minsu").content

    before, voices = heard(first), server.hub.services.voices
    assert isinstance(voices, Voices)
    change(voices, "minsu", "목소리 바꿔줘", one.id)
    assert heard(first) != before
    assert heard(second) == before
