"""What somebody wants of a player, read from the words: a command, a volume, or what to play."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

from assistant.korean.numbers import NUMBER, to_int

_NUMBER = re.compile(NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A command of data/words.toml, "set" or "play"."""

    command: str
    volume: int | None = None
    """For louder and quieter the step, for set the value, 0-100."""
    query: str = ""
    """What to play; "" for anything."""
    moods: tuple[str, ...] = ()
    """Genres or playlists that fit the mood or genre that was named."""


def read_command(text: str) -> Wish | None:
    """The command in a text; None if it holds none."""
    if (level := _level(text)) is not None:
        return Wish(command="set", volume=level)
    for name, pattern in table()["commands"].items():
        if name != "volume" and re.search(pattern, text):
            return Wish(command=name, volume=_step(text) if name in ("louder", "quieter") else None)
    return None


def read_play(text: str) -> Wish:
    """What to play."""
    moods = [fits for word, fits in table()["moods"].items() if word in text]
    genres = [[word, *names] for word, names in table()["genres"].items() if word in text]
    noise = re.compile(rf"(?:{table()['noise']['words']})+")
    words = [word for part in text.split() if (word := part.strip(" ,.?!~"))]
    query = " ".join(word for word in words if not noise.fullmatch(word))
    return Wish(command="play", query=query, moods=tuple(dict.fromkeys(chain(*genres, *moods))))


def _level(text: str) -> int | None:
    if not re.search(table()["commands"]["volume"], text):
        return None
    if "최대" in text:
        return 100
    if "최소" in text:
        return 5
    found = _NUMBER.search(re.sub("볼륨|음량|소리", "", text))
    value = to_int(found[0]) if found else None
    if value is None:
        return None
    return min(100, max(0, value if "퍼" in text or "%" in text or value > 10 else value * 10))


def _step(text: str) -> int:
    steps = table()["steps"]
    if re.search(steps["small_words"], text):
        return int(steps["small"])
    return int(steps["large"] if re.search(steps["large_words"], text) else steps["plain"])


@cache
def table() -> Mapping[str, Any]:
    """data/words.toml."""
    path = files("assistant.partners.music") / "data" / "words.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
