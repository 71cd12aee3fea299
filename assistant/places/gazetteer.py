"""The gazetteer: places by name, and place names in running text."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from assistant.places.model import Place, PlaceKind, PlaceMention
from assistant.places.provinces import provinces
from assistant.places.regions import Regions, load_regions
from assistant.places.spelling import Spellings

WEAK = "~"
"""Marks an alias in the table that is a place only in context ("역삼" for 역삼동)."""
WEAK_FACTOR = 0.45
"""Prominence of a place when it is meant by a weak alias: 아산 is the city before the station."""


@dataclass(frozen=True, slots=True)
class Named:
    """A place under one of its names."""

    place: Place
    weak: bool
    """The name is a place only in context."""

    @property
    def score(self) -> float:
        """Prominence of the place under this name."""
        return self.place.prominence * (WEAK_FACTOR if self.weak else 1.0)


def key(name: str) -> str:
    """The spelling under which a name is filed: no spaces, upper case, middle dots as full stops."""
    return "".join(name.split()).upper().replace("·", ".")


class PlaceTable:
    """The `Gazetteer` over the shipped table."""

    def __init__(self, rows: Iterable[tuple[Place, tuple[str, ...]]]) -> None:
        """Rows are places and their weak aliases."""
        self._names: dict[str, list[Named]] = {}
        self._places: list[Place] = []
        for place, weak in rows:
            self._places.append(place)
            strong = dict.fromkeys(key(name) for name in (place.name, *place.aliases))
            for name in strong:
                self._names.setdefault(name, []).append(Named(place, weak=False))
            for name in dict.fromkeys(map(key, weak)):
                if name not in strong:
                    self._names.setdefault(name, []).append(Named(place, weak=True))
        for found in self._names.values():
            found.sort(key=lambda named: -named.score)
        self._beginnings: frozenset[str] | None = None
        self._spellings: Spellings | None = None

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places)

    def names(self) -> dict[str, list[Named]]:
        """Every filed name with its places, most prominent first."""
        return self._names

    def beginnings(self) -> frozenset[str]:
        """Every proper beginning of a name of three letters or more: what may be the first of two words."""
        if self._beginnings is None:
            self._beginnings = frozenset(name[:size] for name in self._names for size in range(1, len(name)))
        return self._beginnings

    def spellings(self) -> Spellings:
        """The names by what they look and sound like (built when first asked for)."""
        if self._spellings is None:
            self._spellings = Spellings(self._names)
        return self._spellings

    def lookup(self, name: str) -> tuple[Place, ...]:
        """All places of that exact name or alias, most prominent first.

        `prominence` of each is the one under this name: 아산역 asked for as "아산" counts less than 아산시.
        Spaces do not matter. A name with a leading province or district ("강원 고성", "강남구 역삼동")
        is narrowed to it. () if unknown.
        """
        found = self._names.get(key(name))
        if found:
            return tuple(replace(n.place, prominence=n.score) if n.weak else n.place for n in found)
        mentions = self.mentions(name)
        if len(mentions) == 1 and key(mentions[0].text) == key(name):
            return mentions[0].candidates
        return ()

    def mentions(self, text: str, *, expected: bool = False) -> Sequence[PlaceMention]:
        """All places named in a running text, in order, not overlapping.

        `expected` says that a place has just been asked for ("어디로 가세요?"): then words that are places
        only in context count too ("예산이요", "역삼", "집").
        """
        from assistant.places.mentions import find_mentions

        return find_mentions(text, self, expected=expected)


def _region_name(code: str, regions: Regions) -> str:
    """Province as people say it in full, and the region: "전라남도 보성군", "세종시"."""
    name = regions.get(code).name
    return name if code.startswith("36") else f"{provinces()[code[:2]].title} {name}"


def _rows() -> Iterator[tuple[Place, tuple[str, ...]]]:
    regions = load_regions()
    region_names = {region.code: _region_name(region.code, regions) for region in regions.all()}
    packed = (files(__package__) / "data" / "places.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    for line in lines[1:]:
        name, kind, lat, lon, region, prominence, listed, source = line.split("\t")
        aliases = listed.split("|") if listed else []
        place = Place(
            name=name,
            kind=PlaceKind(kind),
            lat=float(lat),
            lon=float(lon),
            region=region or None,
            region_name=region_names.get(region, ""),
            prominence=float(prominence),
            aliases=tuple(a for a in aliases if not a.startswith(WEAK)),
            source=source,
        )
        yield place, tuple(a[1:] for a in aliases if a.startswith(WEAK))


@cache
def load_gazetteer() -> PlaceTable:
    """The shipped gazetteer (one per process)."""
    return PlaceTable(_rows())
