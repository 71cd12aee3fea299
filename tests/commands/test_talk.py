"""`gilbeot talk`: what a person types and sees, what is kept of it, and talking by voice."""

from __future__ import annotations

import asyncio
import io
import stat
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import numpy as np
import pytest
from rich.console import Console

from assistant.clock import now
from assistant.commands import conversation, me, microphone
from assistant.commands.errors import CommandError
from assistant.commands.show import SIGN, STYLE, level_badge, show_reply
from assistant.commands.terminal import MOST_HISTORY, chosen, prepare
from assistant.reply import Card, CardItem, Reply
from assistant.risk.model import Level
from assistant.settings import Settings
from assistant.speech import Audio, default_synthesizer
from assistant.speech.ears import Ears
from assistant.speech.stt import Transcript
from assistant.store import LOCAL
from assistant.store.personal_data import PersonalData
from tests.answers.samples import assessment

RATE = 16_000


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("1", "왜?"),
        (" 2 ", "기차로 가면?"),
        ("3", "3"),
        ("0", "0"),
        ("부산 안전해?", "부산 안전해?"),
        ("", ""),
    ],
)
def test_a_number_stands_for_what_was_offered_under_it(line: str, meant: str) -> None:
    assert chosen(line, ("왜?", "기차로 가면?")) == meant


def test_levels_differ_by_word_and_sign_and_little_known_is_never_safe() -> None:
    badges = {level: level_badge(assessment(level=level, coverage=0.9)).plain for level in Level}
    assert badges[Level.ALERT] == "◆ 경계"
    assert len(set(SIGN.values())) == len(set(STYLE.values())) == len(Level)
    assert level_badge(assessment(level=Level.SAFE, coverage=0.3)).plain == "? 확인 부족"
    assert "경계" in level_badge(assessment(level=Level.ALERT, coverage=0.3)).plain


def test_what_may_be_asked_next_is_numbered() -> None:
    card = Card(kind="list", title="여정", items=(CardItem(label="부산", value="내일", level=Level.CAUTION),))
    reply = Reply(text="[red]글[/red]자", speech="", cards=(card,), quick_replies=("왜?", "자세히 알려줘"))
    shown = io.StringIO()
    show_reply(Console(file=shown, width=100), reply)
    assert "1 왜?  2 자세히 알려줘" in shown.getvalue()
    assert "△ 주의  부산  내일" in shown.getvalue()
    assert "[red]글[/red]자" in shown.getvalue(), "words are never markup"


def test_a_kept_history_is_the_owners_alone_and_does_not_grow_for_ever(tmp_path: Path) -> None:
    history = tmp_path / "state" / "talk_history"
    prepare(history)
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    history.write_text("\n\n".join(f"+question {n}" for n in range(MOST_HISTORY + 5)), encoding="utf-8")
    history.chmod(0o644)
    prepare(history)
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert history.read_text(encoding="utf-8").startswith("+question 5\n")


def test_a_piped_conversation_takes_numbers_and_goes_on_after_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    async def answer(text: str) -> Reply:
        asked.append(text)
        if text == "고장":
            raise CommandError("지금은 답할 수 없어요.")
        return Reply(text="네.", speech="네.", quick_replies=("왜?",))

    async def server(_: str) -> Any:
        return answer

    monkeypatch.setattr(conversation, "_server_or_local", server)
    monkeypatch.setattr("sys.stdin", io.StringIO("부산 안전해?\n\n1\n고장\n안녕\n"))
    asyncio.run(conversation.converse(None, None))
    assert asked == ["부산 안전해?", "왜?", "고장", "안녕"]
    assert "지금은 답할 수 없어요." in capsys.readouterr().out


class Scripted:
    """A recogniser that has understood the question once a second of loud sound has come."""

    name = "scripted"
    says = "내일 부산 안전해"

    def stream(self) -> Self:
        self.loud = 0
        return self

    def accept(self, pcm16: bytes) -> str:
        self.loud += int(np.count_nonzero(np.abs(np.frombuffer(pcm16, "<i2").astype(int)) > 500))
        return self.says if self.loud > 3000 else ""

    def finish(self) -> Transcript:
        return Transcript(self.says if self.loud > 3000 else "", (), 0.9)

    def reset(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


def blocks(sound: Audio, silence_s: float) -> Iterator[bytes]:
    """Blocks of a microphone."""
    samples = np.concatenate([sound.samples, Audio.silence(silence_s, RATE).samples])
    pcm16 = (samples * 32_767).astype("<i2").tobytes()
    yield from (pcm16[at : at + 3200] for at in range(0, len(pcm16), 3200))


def test_an_utterance_ends_with_the_speaker_and_silence_is_nothing() -> None:
    with default_synthesizer(sample_rate=RATE) as voice:
        said = voice.synthesize("내일 부산 안전해?")
    partial: list[str] = []
    sound = blocks(said, 30.0)
    assert microphone.hear(Ears(Scripted()), sound, partial.append) == Scripted.says
    assert partial == [Scripted.says]
    assert sum(1 for _ in sound) > 200, "it did not wait for the end of the silence"
    assert microphone.hear(Ears(Scripted()), blocks(Audio.silence(0.1, RATE), 20.0), partial.append) == ""


def test_while_debug_recording_is_on_it_is_said_and_what_is_heard_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    monkeypatch.setattr(me, "stores", lambda: stores)
    with default_synthesizer(sample_rate=RATE) as voice:
        speaking = microphone.Voice(Ears(Scripted()), voice, SimpleNamespace(PortAudioError=OSError))
        said = voice.synthesize("내일 부산 안전해?")
    monkeypatch.setattr(speaking, "_blocks", lambda: nullcontext(blocks(said, 3.0)))
    assert conversation.recorded(speaking, "talk-1") is None
    speaking.listen(lambda _: None)
    stores.recordings.switch_on(now() + timedelta(hours=1), now())
    assert "녹음해요" in (conversation.recorded(speaking, "talk-1") or "")
    assert speaking.listen(lambda _: None) == Scripted.says
    (kept,) = stores.recordings.of(LOCAL, "talk-1", now())
    assert kept.text == Scripted.says
    assert kept.sound.startswith(b"fLaC")


def test_without_a_microphone_it_says_what_to_do() -> None:
    try:
        import sounddevice

        devices = len(sounddevice.query_devices())
    except (ImportError, OSError):
        devices = 0
    if devices:
        pytest.skip("this machine has sound devices")
    with pytest.raises(CommandError, match=r"PortAudio|마이크를 찾지 못했어요"), microphone.opened():
        pass
