"""Voices that nobody ever had: espeak-ng's variants are files of a few numbers, so more can be made up.

The 59 variants that come with it (and are not kept for tests) are few; made-up ones keep the network from
knowing them by heart. Ranges are those of the variants that come with it, a little wider.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

MADE_UP = 400
_PREFIX = "made"


def made_up() -> list[str]:
    """Names of the made-up voices."""
    return [f"{_PREFIX}{number}" for number in range(MADE_UP)]


def data_with_made_up(data: Path, folder: Path) -> Path:
    """A copy of espeak-ng's data (links) in `folder` that knows the made-up voices as well."""
    voices = folder / "voices" / "!v"
    voices.mkdir(parents=True)
    for path in data.iterdir():
        if path.name != "voices":
            (folder / path.name).symlink_to(path)
    for path in (data / "voices" / "!v").iterdir():
        shutil.copyfile(path, voices / path.name)
    for number, name in enumerate(made_up()):
        (voices / name).write_text(_voice(name, random.Random(number)), encoding="ascii")
    return folder


def _voice(name: str, rng: random.Random) -> str:
    high = rng.random() < 0.5
    pitch = rng.randint(110, 220) if high else rng.randint(65, 130)
    lines = [
        "language variant",
        f"name {name}",
        f"gender {'female' if high else 'male'}",
        f"pitch {pitch} {round(pitch * rng.uniform(1.15, 1.7))}",
    ]
    tract = rng.uniform(98, 125) if high else rng.uniform(88, 108)
    heights = rng.uniform(75, 120)
    for formant in range(9):
        frequency = rng.uniform(88, 112) if formant == 0 else tract * rng.gauss(1, 0.06)
        height = heights * rng.gauss(1, 0.2) * (1 if formant < 4 else rng.uniform(0.4, 1.2))
        width = rng.uniform(85, 170)
        shift = (
            f" {rng.choice((-30, -20, 20, 30)) * formant}" if 0 < formant < 3 and rng.random() < 0.2 else ""
        )
        lines.append(f"formant {formant} {frequency:.0f} {max(20, height):.0f} {width:.0f}{shift}")
    extras = {
        "flutter": rng.randint(0, 8),
        "roughness": rng.choice((0, 0, 1, 2, 3)),
        "voicing": rng.randint(40, 130),
        "consonants": f"{rng.randint(40, 140)} {rng.randint(40, 140)}",
        "stressAdd": " ".join(str(rng.randint(-30, 60)) for _ in range(8)),
        "tone": f"100 255 600 {rng.randint(50, 200)} 1200 {rng.randint(20, 120)} 2000 {rng.randint(40, 120)}",
        "breath": " ".join(str(rng.randint(0, 8)) for _ in range(8)),
        "echo": f"{rng.randint(60, 150)} {rng.randint(5, 20)}",
        "intonation": rng.randint(1, 4),
    }
    lines += [f"{name} {value}" for name, value in extras.items() if rng.random() < 0.4]
    return "\n".join(lines) + "\n"
