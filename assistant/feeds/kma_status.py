"""The national text of warnings in force (`getPwnStatus`, field t6): lines -> kind, level, zones, regions.

"o 폭염경보 : 경기도(고양, 광명), 서울(서울동남권)" and the next line. Pure: no I/O.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.feeds.kma_bulletin import resolve_zones
from assistant.feeds.kma_tables import Kind, WarningLevel
from assistant.feeds.kma_zones import ZoneTable, zone_table
from assistant.places.model import RegionIndex

_LINE = re.compile(
    rf"(?P<kind>{'|'.join(sorted(Kind, key=len, reverse=True))})\s*"
    rf"(?P<level>{'|'.join(sorted(WarningLevel, key=len, reverse=True))})\s*:\s*(?P<zones>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class ZonesRead:
    """What a zone text names."""

    zones: frozenset[str]
    """Leaf zones (ids of `kma_zones`)."""
    unknown: tuple[str, ...]
    """Names the table does not have on that day: the text covers more than `zones` says."""

    def regions(self, index: RegionIndex, table: ZoneTable | None = None) -> frozenset[str]:
        """Codes of the regions and sea areas; a half of a county stands for the county."""
        table = table or zone_table()
        return frozenset[str]().union(*(table.region_codes(zone, index) for zone in self.zones))


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One kind and level in force, with its zones."""

    kind: Kind
    level: WarningLevel
    area: ZonesRead


def zones_of(text: str, on: date) -> ZonesRead:
    """The zones of a text such as "충청남도(보령(도서제외), 보령도서), 서울" on a day.

    Raises BulletinError if its parentheses do not match.
    """
    return ZonesRead(*resolve_zones(" ".join(text.split()), on))


def parse_status(text: str, on: date) -> tuple[StatusLine, ...]:
    """All lines of a status text, in its order; () for "o 없음". Raises BulletinError on bad parentheses."""
    found = []
    for piece in re.split(r"(?:^|\n|\r)\s*o\s+", text):
        if match := _LINE.search(piece):
            found.append(
                StatusLine(Kind(match["kind"]), WarningLevel(match["level"]), zones_of(match["zones"], on))
            )
    return tuple(found)
