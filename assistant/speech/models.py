"""Recognition models: the one that is shipped, and those that can be fetched.

A download goes on where it was broken off, is checked by length and SHA-256, and is unpacked beside its place
and moved there whole: a folder that is there is complete.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import httpx

from assistant.speech.errors import ModelNotFetched
from assistant.speech.recognizers import SHIPPED

_BLOCK = 1 << 20
_TIMEOUT = httpx.Timeout(30.0)
_MOST_UNPACKED = 8
"""An archive may grow to so many times its size, and no more."""

Progress = Callable[[int, int], None]
"""Told the bytes that are there and all bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model and where it comes from."""

    name: str
    engine: str
    about: str
    """In Korean, for people."""
    licence: str
    size: int
    """Bytes: of the archive, or of the files that are shipped."""
    sha256: str
    url: str | None = None
    """None: it is shipped."""


OFFICIAL = Model(
    name="vosk-model-small-ko-0.22",
    engine="vosk",
    about="Vosk의 공식 한국어 작은 모델. 사람 목소리로 배워서 날마다 쓰기에 알맞아요",
    licence="Apache-2.0",
    size=86_914_329,
    sha256="eea36124087fed26c59996a4761519458e3bd185e8ea9d9865ad8760c4a1d989",
    url="https://alphacephei.com/vosk/models/vosk-model-small-ko-0.22.zip",
)
"""DESIGN §7."""
FETCHABLE = {OFFICIAL.name: OFFICIAL}


def shipped() -> Model:
    """Our own, as its card describes it."""
    card = json.loads((SHIPPED / "card.json").read_text(encoding="utf-8"))
    return Model(
        name=card["name"],
        engine="vosk",
        about="들어 있는 모델. 합성한 목소리로만 배워서 사람 목소리는 자주 잘못 들어요(docs/speech-model.md)",
        licence=card["licence"].split(":")[0],
        size=card["bytes"],
        sha256=card["digest"],
    )


def fetch(model: Model, folder: Path, progress: Progress, *, client: httpx.Client | None = None) -> Path:
    """The model's folder in `folder`, fetched unless it is there. Raises ModelNotFetched with what to do."""
    target = folder / model.name
    if target.is_dir():
        return target
    if model.url is None:
        raise ModelNotFetched(f"{model.name} is shipped and needs no download")
    part = folder / f"{model.name}.zip.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with client or httpx.Client(timeout=_TIMEOUT, follow_redirects=True) as used:
            _download(model, model.url, part, progress, used)
        _check(model, part)
        _unpack(model, part, target)
    except httpx.HTTPError as error:
        raise ModelNotFetched(
            f"{model.url}: {error}. Run the command again; it goes on from there."
        ) from error
    except OSError as error:
        raise ModelNotFetched(f"{folder}: {error}") from error
    part.unlink(missing_ok=True)
    return target


def _download(model: Model, url: str, part: Path, progress: Progress, client: httpx.Client) -> None:
    have = part.stat().st_size if part.is_file() else 0
    if have >= model.size:
        return
    headers = {"range": f"bytes={have}-"} if have else {}
    with client.stream("GET", url, headers=headers) as answer:
        if answer.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            raise ModelNotFetched(f"{url} answered {answer.status_code}. Try again later.")
        if answer.status_code == httpx.codes.OK:
            have = 0  # the server does not go on in the middle
        with part.open("ab" if have else "wb") as file:
            for block in answer.iter_raw():  # as it comes: nothing is lost when it breaks off
                have += len(block)
                if have > model.size:
                    break
                file.write(block)
                progress(have, model.size)
    if have > model.size:
        part.unlink()
        raise ModelNotFetched(f"{url} sends more than the {model.size:,} bytes of {model.name}")


def _check(model: Model, part: Path) -> None:
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != model.sha256:
        size = part.stat().st_size
        if size < model.size:
            raise ModelNotFetched(f"only {size:,} of {model.size:,} bytes came. Run the command again.")
        part.unlink()
        raise ModelNotFetched(f"what came is not {model.name}: its SHA-256 is {digest}. It was deleted.")


def _unpack(model: Model, part: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(part) as archive, tempfile.TemporaryDirectory(dir=target.parent) as work:
            names = [PurePosixPath(name) for name in archive.namelist()]
            if any(name.is_absolute() or ".." in name.parts for name in names):
                raise ModelNotFetched(f"{model.name}: the archive names files outside its folder")
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_UNPACKED * model.size + _BLOCK:
                raise ModelNotFetched(f"{model.name}: the archive is far larger than it says")
            archive.extractall(work)
            found = Path(work) / model.name
            if not found.is_dir():
                raise ModelNotFetched(f"{model.name}: the archive holds no folder of that name")
            shutil.move(found, target)
    except zipfile.BadZipFile as error:
        raise ModelNotFetched(f"{model.name}: {error}") from error
