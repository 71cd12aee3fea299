"""Compare the bulletin parser, zone by zone, with 300 bulletins that were labelled by hand.

    python tools/feeds/evaluate_labels.py

The labels are `tools/feeds/labels/yeongnam_bulletins.tsv`; the texts are in the development data.
Precision and recall count (statement, warning, command, leaf zone).
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.backtest.records import bulletins, shared_root
from assistant.feeds.kma_bulletin import KST, parse_bulletin

LABELS = Path(__file__).parent / "labels/yeongnam_bulletins.tsv"
GUNWI_MOVED = date(2023, 12, 1)
"""From this day bulletins file 군위 under 대구."""

_COAST = ("그밖", "연안바다")
_COAST_CALM = ("그밖", "평수구역", "연안바다")
SEA_PARTS = {
    "울산앞바다": _COAST_CALM,
    "부산앞바다": ("그밖", "동부평수구역", "서부평수구역", "연안바다"),
    "거제시동부앞바다": _COAST,
    "경남서부남해앞바다": ("그밖", "동부평수구역", "서부평수구역", "남부평수구역", "남해군연안바다"),
    "경남중부남해앞바다": _COAST_CALM,
    "경북남부앞바다": _COAST_CALM,
    "경북북부앞바다": _COAST,
}
SHORT = {
    "U": "울산앞바다",
    "B": "부산앞바다",
    "K": "거제시동부앞바다",
    "W": "경남서부남해앞바다",
    "M": "경남중부남해앞바다",
}
WHOLE = {
    "경남": "양산 창원 김해 밀양 의령 함안 창녕 진주 하동 "
    "산청 함양 거창 합천 통영 사천 거제 고성 남해".split(),
    "경북": "구미 영천 경산 청도 고령 성주 칠곡 김천 상주 문경 예천 안동 영주 의성 청송 "
    "영양평지 봉화평지 영덕 울진평지 포항 경주 경북북동산지".split(),
    "부산": "부산동부 부산중부 부산서부".split(),
    "울산": "울산동부 울산서부".split(),
    "대구": ["대구본구역"],
}
SOUTH_COAST = ("부산앞바다", "거제시동부앞바다", "경남서부남해앞바다", "경남중부남해앞바다")

Key = tuple[datetime, str, int, str, str, str]


def main() -> int:
    """Print the figures and every difference; 1 without the development data or with a figure under 99 %."""
    root = shared_root()
    if root is None:
        print("no development data: set GILBEOT_SHARED", file=sys.stderr)
        return 1
    labelled = labels()
    wanted = {key[:2] for key in labelled}
    parsed: set[Key] = set()
    for bulletin in bulletins(root):
        if (bulletin.issued, bulletin.office) in wanted:
            for s in parse_bulletin(bulletin):
                for zone in (*s.zones, *(f"?{name}" for name in s.unknown_zones)):
                    parsed.add((s.issued, s.office, s.number, s.name, s.command.value, zone))
    right = len(parsed & labelled)
    precision, recall = right / len(parsed), right / len(labelled)
    print(f"{len(wanted)} bulletins, {len({key[:3] for key in labelled})} statements, {len(labelled)} zones")
    print(f"precision {precision:.2%}  recall {recall:.2%}")
    print("commands:", dict(Counter(key[4] for key in {k[:5] for k in labelled})))
    for key in sorted(parsed ^ labelled):
        print("only parsed  " if key in parsed else "only labelled", f"{key[0]:%Y-%m-%d %H:%M}", *key[1:])
    return 0 if min(precision, recall) >= 0.99 else 1


def labels() -> set[Key]:
    """Every labelled (issued, office, statement, warning, command, leaf zone)."""
    found = set()
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        issued, office, number, warning, command, zones = line.split("\t")
        at = datetime.strptime(issued, "%Y-%m-%d %H:%M").replace(tzinfo=KST)
        for word in zones.split():
            for zone in leaves(word, at.date()):
                found.add((at, office, int(number), warning, command, zone))
    return found


def leaves(word: str, day: date) -> set[str]:
    """Leaf zones of one word of the labels, as ids of `kma_zones.csv`."""
    name, _, but = word.partition("-")
    name, _, part = name.partition("/")
    name = SHORT.get(name, name)
    if part:
        return {f"{name}/{part}"}
    without = set(but.split(",")) if but else set()
    if name in SEA_PARTS:
        return {f"{name}/{part}" for part in SEA_PARTS[name] if part not in without}
    if name == "남해동부앞바다":
        return set().union(*(leaves(sea, day) for sea in SOUTH_COAST))
    zones = set(WHOLE.get(name, [name]))
    if (name == "대구" and day >= GUNWI_MOVED) or (name == "경북" and day < GUNWI_MOVED):
        zones.add("군위")
    gunwi = "군위" if day >= GUNWI_MOVED else "군위@경북"
    return {gunwi if zone == "군위" else zone for zone in zones - without}


if __name__ == "__main__":
    sys.exit(main())
