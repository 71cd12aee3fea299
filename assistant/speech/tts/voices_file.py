"""The voices file: a household's own voices and who hears which (docs/voice.md)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.speech.choices import TtsEngine
from assistant.speech.errors import SpeechError
from assistant.speech.tts import espeak
from assistant.speech.tts.protocol import Voice


class VoicesFileError(SpeechError):
    """The voices file cannot be used. The message says where and what to do."""

    code = "speech-voices-file"
    user_message = "목소리 파일(GILBEOT_VOICES_FILE)을 읽을 수 없어요. 내용을 확인해 주세요."


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A voice with what its engine needs."""

    voice: Voice
    engine: TtsEngine
    model: Path | None = None
    speaker: int = 0
    speed: float = 1.0

    @property
    def id(self) -> str:
        """The voice's."""
        return self.voice.id


@dataclass(frozen=True, slots=True)
class Known:
    """All voices, the default, and voices by user."""

    rows: tuple[Row, ...]
    default: str
    users: dict[str, str] = field(default_factory=dict)


class _VoiceIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[\w-]{1,40}$")
    label: str = Field(min_length=1, max_length=40)
    engine: TtsEngine
    model: Path
    gender: str = Field(default="neutral", pattern="^(female|male|neutral)$")
    speaker: int = Field(default=0, ge=0)
    speed: float = Field(default=1.0, ge=0.5, le=2.0)

    @model_validator(mode="after")
    def _has_a_file(self) -> _VoiceIn:
        if self.engine is TtsEngine.ESPEAK:
            raise ValueError("engine: piper or sherpa (espeak's voices are there anyway)")
        return self


class _FileIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    default: str | None = None
    voice: list[_VoiceIn] = Field(default_factory=list)
    users: dict[str, str] = Field(default_factory=dict)


def rows_of(path: Path | None) -> Known:
    """espeak-ng's voices and those of the file. Raises VoicesFileError."""
    own = espeak.voices()
    rows = {voice.id: Row(voice=voice, engine=TtsEngine.ESPEAK) for voice in own}
    if path is None:
        return Known(tuple(rows.values()), own[0].id)
    try:
        given = _FileIn.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise VoicesFileError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VoicesFileError(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise VoicesFileError(f"{path}: {where}: {first['msg']}. docs/voice.md shows one.") from error
    for item in given.voice:
        if item.id in rows:
            raise VoicesFileError(f"{path}: there are two voices {item.id!r}")
        rows[item.id] = Row(
            voice=Voice(id=item.id, label=item.label, gender=item.gender),
            engine=item.engine,
            model=path.parent / item.model.expanduser(),
            speaker=item.speaker,
            speed=item.speed,
        )
    default = given.default or own[0].id
    unknown = [name for name in (default, *given.users.values()) if name not in rows]
    if unknown:
        raise VoicesFileError(f"{path}: no voice {unknown[0]!r}; there are {', '.join(rows)}")
    return Known(tuple(rows.values()), default, given.users)
