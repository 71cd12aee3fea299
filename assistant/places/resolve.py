"""From a mention to one place, or to the question which one is meant."""

from __future__ import annotations

import math
from dataclasses import dataclass

from assistant.places.areas import areas_of, contains
from assistant.places.model import Place, PlaceKind, PlaceMention
from assistant.places.provinces import provinces
from assistant.places.regions import load_regions

CLOSE = 0.25
"""Scores nearer than this are a matter of asking: 광주 (1.0) and 광주시 in 경기 (0.8)."""
SAME_PLACE_KM = 6.0
"""Candidates this near the best are the same errand (고성읍 in 고성군, 강릉역 in 강릉시)."""
NEAR_WEIGHT = 0.5
NEAR_KM = 20.0
NEAR_AREA_KM = 40.0
"""A place at the speaker's side gains NEAR_WEIGHT, fading by a factor e every so many km (points, areas)."""
MAX_OPTIONS = 4


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that may mean several places (ask), or that is none by itself (`options` empty)."""

    text: str
    options: tuple[Place, ...]
    """Best first, at most four."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The options as one would say them ("광주광역시", "경기 광주시")."""
        return tuple(map(spoken_name, self.options))


def resolve(mention: PlaceMention, near: Place | None = None, context: str = "") -> Place | Ambiguous:
    """The place meant, or `Ambiguous`.

    Ranks by prominence under the name said, by province words elsewhere in `context` (the whole utterance, or
    several turns), and by distance from `near` (where the speaker is, or the other end of the journey).
    Deictic mentions have no candidates and give `Ambiguous` without options: the caller resolves those.
    """
    frames = _frames(context, mention)
    ranked = sorted(
        ((candidate.prominence + _nearness(candidate, near) + _framed(candidate, frames), candidate)
         for candidate in mention.candidates),
        key=lambda pair: -pair[0],
    )  # fmt: skip
    if not ranked:
        return Ambiguous(mention.text, ())
    best_score, best = ranked[0]
    options = [best]
    for score, candidate in ranked[1:]:
        if best_score - score < CLOSE and not any(_same_errand(option, candidate) for option in options):
            options.append(candidate)
    return best if len(options) == 1 else Ambiguous(mention.text, tuple(options[:MAX_OPTIONS]))


def spoken_name(place: Place) -> str:
    """A name for the ear that tells the place from its namesakes ("경기 광주시", "강원 고성군")."""
    if place.region is None or place.kind in (
        PlaceKind.PROVINCE,
        PlaceKind.AIRPORT,
        PlaceKind.ROAD,
        PlaceKind.ISLAND,
    ):
        return place.name
    if place.region.startswith("36"):
        return place.name
    region = load_regions().get(place.region)
    province = provinces()[region.code[:2]].spoken
    if place.kind is PlaceKind.DISTRICT:
        return f"{province} {place.name}"
    return f"{province} {region.name} {place.name}"


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def _nearness(candidate: Place, near: Place | None) -> float:
    if near is None:
        return 0.0
    reach = NEAR_AREA_KM if areas_of(candidate) else NEAR_KM
    return NEAR_WEIGHT * math.exp(-distance_km(candidate, near) / reach)


def _frames(context: str, mention: PlaceMention) -> frozenset[str]:
    """Province codes named in the context outside the mention itself."""
    rest = context.replace(mention.text, " ", 1)
    return frozenset(
        code
        for code, province in provinces().items()
        for name in province.names
        if len(name) > 2 and name in rest  # two-syllable names are words too often (경기, 세종)
    )


def _framed(candidate: Place, frames: frozenset[str]) -> float:
    codes = areas_of(candidate) or ({candidate.region} if candidate.region else frozenset())
    return 0.3 if any(code[:2] in frames for code in codes) else 0.0


def _same_errand(best: Place, other: Place) -> bool:
    return contains(best, other) or contains(other, best) or distance_km(best, other) < SAME_PLACE_KM
