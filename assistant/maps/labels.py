"""Where words go on a map: beside their point, over nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 11.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    @staticmethod
    def around(x: float, y: float, half: float) -> Box:
        """A square around a point."""
        return Box(x - half, y - half, 2 * half, 2 * half)

    def covers(self, other: Box) -> float:
        """Area that both share."""
        wide = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        tall = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return wide * tall if wide > 0 and tall > 0 else 0.0


def width_of(said: str, size: float) -> float:
    """About how wide a line is: Hangul is as wide as high, all else a little over half of it."""
    return sum(size * (0.98 if "가" <= letter <= "힣" else 0.56) for letter in said)


def placed(
    x: float,
    y: float,
    said: str,
    size: float,
    taken: Sequence[Box],
    page: tuple[float, float],
    *,
    must: bool = False,
    gap: float = GAP,
) -> Box | None:
    """The first free box beside (x, y): right, left, above, below and the corners between.

    None where all cover something; with `must` the one that covers least.
    """
    wide, tall = width_of(said, size), size * 1.3
    left, right, middle = x - gap - wide, x + gap, x - wide / 2
    above, below, level = y - gap - tall, y + gap, y - tall / 2
    spots = [
        (right, level), (left, level), (middle, above), (middle, below),
        (right, above), (right, below), (left, above), (left, below),
    ]  # fmt: skip
    boxes = [
        Box(max(4.0, min(a, page[0] - wide - 4)), max(4.0, min(b, page[1] - tall - 4)), wide, tall)
        for a, b in spots
    ]
    covered = [sum(box.covers(other) for other in taken) for box in boxes]
    best = min(range(len(boxes)), key=covered.__getitem__)
    return boxes[best] if must or covered[best] == 0.0 else None
