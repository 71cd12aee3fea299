"""Places and regions: the types. Data and look-up live beside this module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PlaceKind(StrEnum):
    """What a place is."""

    PROVINCE = "province"
    DISTRICT = "district"
    NEIGHBOURHOOD = "neighbourhood"
    STATION = "station"
    AIRPORT = "airport"
    TERMINAL = "terminal"
    PORT = "port"
    TOLLGATE = "tollgate"
    INTERCHANGE = "interchange"
    REST_AREA = "rest_area"
    ROAD = "road"
    BRIDGE = "bridge"
    TUNNEL = "tunnel"
    PASS = "pass"  # noqa: S105 - a mountain pass
    """재, 령, 고개."""
    MOUNTAIN = "mountain"
    BEACH = "beach"
    UNIVERSITY = "university"
    HOSPITAL = "hospital"
    STADIUM = "stadium"
    THEATRE = "theatre"
    PARK = "park"
    LANDMARK = "landmark"
    ISLAND = "island"
    SAVED = "saved"
    """집, 회사: the user's own; coordinates come from the profile."""
    HERE = "here"
    """여기: the live location."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named point on the map."""

    name: str
    """Full Korean name ("부산광역시", "강릉역")."""
    kind: PlaceKind
    lat: float
    lon: float
    region: str | None
    """Code of the 시군구 it lies in; None for provinces and points at sea."""
    region_name: str = ""
    """Korean name of that region with its province ("경상남도 밀양시")."""
    prominence: float = 0.0
    """0-1: how likely people mean this one when the name is shared."""
    aliases: tuple[str, ...] = ()
    source: str = ""
    """Key of the data source (places/data/SOURCES.md)."""

    @property
    def short(self) -> str:
        """The name people say ("부산", "강릉역")."""
        return self.aliases[0] if self.aliases else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A 시군구 (or a named sea area)."""

    code: str
    """Five digits as of 2026, or "sea:<zone name>"."""
    name: str
    """"밀양시"."""
    province: str
    """"경상남도"."""
    lat: float
    lon: float
    aliases: tuple[str, ...] = ()
    """Short and former names."""
    neighbours: tuple[str, ...] = ()
    """Codes of the regions around; for a sea area the regions of its coast."""
    parent: str = ""
    """The city of a 구 of a city ("수원시"), else empty."""
    approximate: bool = False
    """True for sea areas: the point is only roughly inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """A place name found in a text: `text == utterance[start:end]`, particles excluded."""

    text: str
    start: int
    end: int
    candidates: tuple[Place, ...]
    """Best first. More than one with close prominence: ask. Empty for a deictic."""
    deictic: str | None = None
    """"home", "work", "here" or "there": for the caller to resolve from profile, location or dialogue."""
    province: str = ""
    """Province words said with the name ("강원도" in "강원도 고성"), empty if none."""


class RegionIndex(Protocol):
    """Look-up of regions by point, code and name."""

    def at(self, lat: float, lon: float) -> Region | None:
        """The region that contains the point, None outside the land of Korea."""

    def get(self, code: str) -> Region:
        """The region of a code. Raises KeyError."""

    def find(self, name: str, province: str | None = None) -> tuple[Region, ...]:
        """Regions of that name, short name or former name; all of a province for its name."""


class Gazetteer(Protocol):
    """Look-up of places by name."""

    def lookup(self, name: str) -> tuple[Place, ...]:
        """All places of that exact name or alias, most prominent first."""

    def mentions(self, text: str) -> Sequence[PlaceMention]:
        """All places named in a running text, in order, not overlapping."""
