"""Values of slot types: places of the gazetteer, ways of travelling, hazards, cries for help."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from kiwipiepy import Kiwi

from assistant.places.gazetteer import load_gazetteer
from assistant.places.model import PlaceKind
from tools.channels.examples import EMERGENCY, ROOT, examples

Values = Mapping[str, tuple[str, ...]]
"""Words that stand for a value, with their synonyms. No word stands twice."""

_NOT_SAID = {
    PlaceKind.NEIGHBOURHOOD,
    PlaceKind.INTERCHANGE,
    PlaceKind.TOLLGATE,
    PlaceKind.REST_AREA,
    PlaceKind.SAVED,
    PlaceKind.HERE,
}
"""Kinds with thousands of names, and those that are no names."""
_OWN = ("집", "회사", "여기")
_LEXICON = ROOT / "assistant" / "korean" / "data" / "lexicon.toml"
_MODES = {
    "car": "자동차",
    "bus": "버스",
    "train": "기차",
    "subway": "지하철",
    "flight": "비행기",
    "ship": "배",
    "walk": "도보",
    "bike": "자전거",
}
_HAZARDS = {
    "heavy_rain": "호우",
    "typhoon": "태풍",
    "strong_wind": "강풍",
    "heavy_snow": "대설",
    "road_ice": "빙판길",
    "fog": "안개",
    "heat": "폭염",
    "cold": "한파",
    "fine_dust": "미세먼지",
    "yellow_dust": "황사",
    "earthquake": "지진",
    "tsunami": "지진해일",
    "flood": "침수",
    "landslide": "산사태",
    "wildfire": "산불",
    "infection": "감염병",
    "traffic_accident": "교통사고",
}


def places() -> Values:
    """Provinces, cities, districts, stations, airports, sights, roads, and 집, 회사, 여기."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(_OWN, ())
    taken = set(_OWN)
    for place in load_gazetteer():
        if place.kind in _NOT_SAID:
            continue
        names = [name for name in (place.short, place.name, *place.aliases) if name not in taken]
        if names:
            first, *others = dict.fromkeys(names)
            found[first] = tuple(others)
            taken.update(names)
    return found


def modes() -> Values:
    """Ways of travelling."""
    return _of_lexicon("mode", _MODES)


def hazards() -> Values:
    """Hazards that there is advice for."""
    return _of_lexicon("hazard", _HAZARDS)


def dangers() -> Values:
    """Whole sentences of who is in danger: said to the dialogue as they are."""
    return {example.text: () for example in examples(EMERGENCY)}


@cache
def _kiwi() -> Kiwi:
    return Kiwi()


def _noun(word: str) -> bool:
    """Not "추운" or "물이 찼": a platform asks for names."""
    return all(token.tag[0] in "NXSU" for token in _kiwi().tokenize(word))


def _of_lexicon(kind: str, named: Mapping[str, str]) -> Values:
    lexicon = tomllib.loads(_LEXICON.read_text(encoding="utf-8"))
    words: dict[str, list[str]] = {}
    for entry in lexicon[kind]:
        words.setdefault(entry["value"], []).extend(entry.get("words", ()))
    taken = set(named.values())
    found = {}
    for value, first in named.items():
        others = [word for word in dict.fromkeys(words.get(value, ())) if word not in taken and _noun(word)]
        taken.update(others)
        found[first] = tuple(others)
    return found
