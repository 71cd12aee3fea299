"""KMA warning zones: names in bulletins -> leaf zones -> regions of today.

A leaf is the smallest piece a bulletin can warn or release by itself ("울진평지",
"부산앞바다/서부평수구역"). Province and sea names stand for all leaves below them. Rows carry the
dates between which they hold, because KMA moves and splits zones.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib import resources

from assistant.places.model import RegionIndex

# 독도 is written as if it were a zone of its own; "울릉도.독도" is one.
_ALIASES = {
    "울릉도": "울릉도.독도",
    "독도": "울릉도.독도",
    "흑산도": "흑산도.홍도",
    "홍도": "흑산도.홍도",
    "거문도": "거문도.초도",
    "초도": "거문도.초도",
    "백령도": "백령도.대청도",
    "대청도": "백령도.대청도",
    "연평도": "연평도.우도",
    "우도": "연평도.우도",
    "서울시": "서울",
    "서울특별시": "서울",
    "부산광역시": "부산",
    "대구광역시": "대구",
    "인천광역시": "인천",
    "광주광역시": "광주",
    "대전광역시": "대전",
    "울산광역시": "울산",
    "세종시": "세종",
    "세종특별자치시": "세종",
    "강원": "강원도",
    "강원특별자치도": "강원도",
    "전북": "전라북도",
    "전북자치도": "전라북도",
    "전북특별자치도": "전라북도",
    "제주": "제주도",
    "제주특별자치도": "제주도",
    "경기": "경기도",
    "충북": "충청북도",
    "충남": "충청남도",
    "전남": "전라남도",
    "경북": "경상북도",
    "경남": "경상남도",
}
# 경주시중북부, 울진군산지, 칠곡군; not 거제시동부앞바다, 제주시.
_TOWN = re.compile(r"^([가-힣]{2,})[시군](?=(?:평지|산지|산간|[중동서남북]{1,2}부)?$)")
_PIECE_OF_SEA = re.compile(r"(\S+(?:앞바다|먼바다))\s*중\s*(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One row of `data/kma_zones.csv`."""

    id: str
    name: str
    parent: str
    kind: str
    """"land" or "sea"."""
    half: str
    """"whole", "plain", "mountain", "part", or "group" for a name that only stands for its parts."""
    show: str
    """How to say it."""
    join: bool
    """True if all of its parts together are said by its name."""
    province: str
    regions: tuple[str, ...]
    """Korean names of the districts of that province that it covers or touches."""
    valid_from: date | None
    valid_until: date | None

    def valid(self, day: date) -> bool:
        """True if the row holds on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )


class ZoneTable:
    """Look-up of zones by name, and from leaves to regions and words."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        self.zones = {zone.id: zone for zone in zones}
        self._by_name: dict[str, list[Zone]] = {}
        self._children: dict[str, list[Zone]] = {}
        for zone in self.zones.values():
            self._by_name.setdefault(zone.name.replace("·", ""), []).append(zone)
            if zone.parent:
                self._children.setdefault(zone.parent, []).append(zone)
        self._leaves: dict[tuple[str, date], frozenset[str]] = {}

    def find(self, name: str, within: str | None, day: date) -> Zone | None:
        """The zone of that name (below `within`, if given) on that day; None if unknown or unclear.

        Bulletins write "경주중북부", the services "경주시중북부"; of an island only its own name stands in
        the parenthesis ("부안(위도면 제외)", "영광(영광군 낙월면 제외)").
        """
        if piece := _PIECE_OF_SEA.fullmatch(name):  # 울산앞바다중 연안바다
            sea = self.find(piece[1], None, day)
            return self.find(piece[2], sea.id, day) if sea else None
        for spelling in dict.fromkeys((name, _TOWN.sub(r"\1", name))):
            if zone := self._find(spelling, within, day):
                return zone
        if within is None:
            return None
        last = name.split()[-1]
        ends = [z for z in self._below(within, day) if z.name.endswith(last)]
        whole = [z for z in ends if z.name == self.zones[within].name + last]
        found = whole or ends
        return found[0] if len(found) == 1 else None

    def _find(self, name: str, within: str | None, day: date) -> Zone | None:
        if within is None or name not in self._by_name:
            name = _ALIASES.get(name, name)
        found = [z for z in self._by_name.get(name.replace("·", ""), ()) if z.valid(day)]
        if within is not None:
            found = [z for z in found if self._is_below(z, within)]
        elif len(found) > 1:  # 광주 is the city before the one in 경기도
            found = [z for z in found if not z.parent] or found
        if len(found) > 1:  # 고성 in 경상남도; that of 강원도 is warned as 고성평지 and 고성산지
            found = [z for z in found if self.leaves(z.id, day) == {z.id}] or found
        return found[0] if len(found) == 1 else None

    def _below(self, zone_id: str, day: date) -> list[Zone]:
        """Every zone below one, at any depth."""
        children = [z for z in self._children.get(zone_id, ()) if z.valid(day)]
        return [*children, *(z for child in children for z in self._below(child.id, day))]

    def leaves(self, zone_id: str, day: date) -> frozenset[str]:
        """Ids of the leaves of a zone on that day (itself, if it is one)."""
        key = (zone_id, day)
        if key not in self._leaves:
            children = [z for z in self._children.get(zone_id, ()) if z.valid(day)]
            if children:
                self._leaves[key] = frozenset().union(*(self.leaves(z.id, day) for z in children))
            else:
                self._leaves[key] = frozenset({zone_id})
        return self._leaves[key]

    def say(self, leaves: Iterable[str], day: date) -> tuple[str, ...]:
        """Korean names of leaves on a day, parts joined to the whole where all are there, in table order."""
        rest = set(leaves)
        said: dict[str, int] = {}
        for order, zone in enumerate(self.zones.values()):
            if zone.join and zone.valid(day) and (parts := self.leaves(zone.id, day)) <= rest:
                said.setdefault(_show(zone), order)
                rest -= parts
        for order, zone in enumerate(self.zones.values()):
            if zone.id in rest:
                said.setdefault(_show(zone), order)
        # A zone that no row has is carried as "…|its name".
        named = dict.fromkeys(leaf.split("|")[1] for leaf in sorted(rest) if "|" in leaf)
        return (*sorted(said, key=said.__getitem__), *named)

    def region_codes(self, leaf: str, index: RegionIndex) -> frozenset[str]:
        """Region codes a leaf covers. A half or a part maps to all districts that it touches.

        Raises KeyError if the index knows none of the districts of a land zone.
        """
        zone = self.zones[leaf]
        if zone.kind == "sea":
            return frozenset(self._sea_codes(zone))
        codes = {r.code for name in zone.regions for r in index.find(name, zone.province)}
        if not codes:
            raise KeyError(f"no region for warning zone {leaf}")
        return frozenset(codes)

    @cached_property
    def all_leaves(self) -> frozenset[str]:
        """Every leaf that ever was: a city may be one until the day it is split."""
        days = {z.valid_from for z in self.zones.values()} | {z.valid_until for z in self.zones.values()}
        return frozenset[str]().union(
            *(
                self.leaves(z.id, day)
                for day in {date.min, *filter(None, days)}
                for z in self.zones.values()
                if z.valid(day)
            )
        )

    def root(self, zone_id: str) -> str:
        """Id of the zone without a parent that a zone is part of."""
        while parent := self.zones[zone_id].parent:
            zone_id = parent
        return zone_id

    def _sea_codes(self, zone: Zone) -> list[str]:
        """The sea of a zone and those it is part of: a ship in the larger sea may meet the warning."""
        codes = [] if zone.half == "part" else [f"sea:{zone.name}"]
        while zone.parent:
            zone = self.zones[zone.parent]
            codes.append(f"sea:{zone.name}")
        return codes

    def _is_below(self, zone: Zone, ancestor: str) -> bool:
        while zone.parent:
            if zone.parent == ancestor:
                return True
            zone = self.zones[zone.parent]
        return False


def _show(zone: Zone) -> str:
    return zone.name if zone.show == "=" else zone.show


@cache
def zone_table() -> ZoneTable:
    """The zones of `data/kma_zones.csv`, read once."""
    path = resources.files("assistant.feeds") / "data" / "kma_zones.csv"
    lines = [x for x in path.read_text(encoding="utf-8").splitlines() if not x.startswith("#")]
    return ZoneTable(
        Zone(
            id=row["id"],
            name=row["name"],
            parent=row["parent"],
            kind=row["kind"],
            half=row["half"],
            show=row["show"],
            join=row["join"] == "1",
            province=row["province"],
            regions=() if row["regions"] == "-" else tuple(row["regions"].split("|")),
            valid_from=date.fromisoformat(row["from"]) if row["from"] else None,
            valid_until=date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in csv.DictReader(lines)
    )
