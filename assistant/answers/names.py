"""Names of places and regions as people say them: 경상남도 밀양시 -> 밀양, 부산광역시 중구 -> 부산 중구."""

from __future__ import annotations

import re

from assistant.answers.tables import table
from assistant.places.provinces import province_codes, provinces

_CITY = re.compile(r"(특별자치시|특별자치도|특별시|광역시)$")
_COUNTY = re.compile(r"(?<=..)[시군]$")
_LIST = re.compile(r"\s*[,·~]\s*")
_PROVINCES = {
    "경기도": "경기", "충청북도": "충북", "충청남도": "충남", "전라북도": "전북", "전라남도": "전남",
    "경상북도": "경북", "경상남도": "경남", "강원도": "강원", "제주도": "제주",
}  # fmt: skip


def short(name: str) -> str:
    """One place's everyday name. 구 stay whole, with their city before them if it is given."""
    words = [_bare(word) for word in name.split()]
    if len(words) > 1 and re.search(r"(?<=.)[시군]$", name):
        return words[-1]
    if len(words) == 2 and words[1].endswith("구"):
        return f"{words[0]} {words[1]}"
    return " ".join(words)


def _bare(word: str) -> str:
    word = _PROVINCES.get(word, word)
    stripped = _CITY.sub("", word)
    return stripped if stripped != word else _COUNTY.sub("", word)


def split(regions: str) -> tuple[str, ...]:
    """The everyday names in a joined region text ("밀양시·김해시", "밀양~김해"), in order, each once."""
    return tuple(dict.fromkeys(short(part) for part in _LIST.split(regions) if part))


def of_regions(codes: frozenset[str]) -> tuple[str, ...]:
    """Region codes gathered by province: 부산, 경남 12곳, 해상 3곳. Land first, most regions first."""
    whole = set(table("words")["province_whole"]["codes"])
    counts: dict[str, int] = {}
    seas = [code.removeprefix("sea:") for code in sorted(codes) if code.startswith("sea:")]
    for code in sorted(codes):
        if code.startswith("sea:"):
            continue
        known = provinces().get(code[:2])
        province = known.spoken if known else "그 밖의 지역"
        counts[province] = 0 if code[:2] in whole else counts.get(province, 0) + 1
    named = sorted(counts.items(), key=lambda item: -item[1])
    land = [f"{name} {count}곳" if count else name for name, count in named]
    return (*land, *(seas if len(seas) < 2 else [f"해상 {len(seas)}곳"]))


def is_province(name: str) -> bool:
    """Whether the name is that of a province or of a group of them (경남, 부산광역시, 전라도)."""
    return bool(province_codes(name))


def is_whole(name: str) -> bool:
    """Whether a province is named whole, without a count of its regions (부산, 제주)."""
    return bool(set(province_codes(name)) & set(table("words")["province_whole"]["codes"]))


def city(name: str) -> str:
    """The city of an everyday name: 부산 연제구 -> 부산, 포항 남구 -> 포항; others stay."""
    first, _, rest = name.partition(" ")
    return first if rest.endswith("구") and " " not in rest else name
