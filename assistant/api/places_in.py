"""Places of a request: a name through the gazetteer, or a point."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistant.api.schemas import PlacePoint
from assistant.korean.josa import josa
from assistant.places.model import Place, PlaceMention


class BadPlace(Exception):
    """A place that cannot be used. `reason` is a Korean sentence; `candidates` are set if it is ambiguous."""

    def __init__(self, code: str, reason: str, candidates: list[dict[str, Any]] | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.candidates = candidates or []


def resolve_place(asked: str | PlacePoint) -> Place:
    """The place that is meant. Raises `BadPlace` for unknown and ambiguous names."""
    return _named(asked) if isinstance(asked, str) else _at(asked)


def resolve_avoided(names: Iterable[str]) -> frozenset[str]:
    """Codes of the regions to keep out of, from names ("밀양", "경상남도") or codes. Raises `BadPlace`."""
    from assistant.places.model import PlaceKind
    from assistant.places.regions import load_regions

    regions = load_regions()
    found: set[str] = set()
    for name in names:
        if name.isdigit():
            found.add(_code(name))
            continue
        place = _named(name)
        if place.kind is PlaceKind.PROVINCE:
            found.update(region.code for region in regions.find(place.name))
        elif place.kind is PlaceKind.DISTRICT and place.region is not None:
            found.add(place.region)
        else:
            topic = josa(f"'{name}'", "은/는")
            raise BadPlace(
                "unknown_place", f"{topic} 피해 갈 지역이 아니에요. 시·군·구나 시·도 이름으로 알려 주세요."
            )
    return frozenset(found)


def _code(code: str) -> str:
    from assistant.places.regions import load_regions

    try:
        return load_regions().get(code).code
    except LookupError as error:
        hint = "이름이나 다섯 자리 코드로 알려 주세요."
        raise BadPlace("unknown_place", f"코드가 {code}인 시·군·구가 없어요. {hint}") from error


def resolve_cells(names: Iterable[str]) -> frozenset[int]:
    """H3 cells to keep out of. Raises `BadPlace` for what is no cell."""
    from assistant.routing.cells import COARSEST, BadCell, cells_of

    try:
        return cells_of(names)
    except BadCell as error:
        hint = f"H3 해상도 {COARSEST}에서 15까지의 셀 번호로 써 주세요."
        raise BadPlace("unknown_place", f"'{error}'에 해당하는 H3 셀이 없어요. {hint}") from error


def _named(name: str) -> Place:
    from assistant.places import Ambiguous, load_gazetteer, resolve

    topic = josa(f"'{name}'", "은/는")
    candidates = load_gazetteer().lookup(name)
    if not candidates:
        raise BadPlace(
            "unknown_place",
            f"{topic} 제가 모르는 곳이에요. 시·군·구, 읍·면·동, 역, 공항 이름으로 알려 주세요.",
        )
    mention = PlaceMention(text=name, start=0, end=len(name), candidates=tuple(candidates))
    chosen = resolve(mention, context=name)
    if not isinstance(chosen, Ambiguous):
        return chosen
    raise BadPlace(
        "ambiguous_place",
        f"{topic} 여러 곳이에요. 어디인지 골라 주세요: {', '.join(chosen.labels)}",
        [_candidate(label, place) for label, place in zip(chosen.labels, chosen.options, strict=True)],
    )


def _candidate(label: str, place: Place) -> dict[str, Any]:
    return {"label": label, "name": place.name, "lat": place.lat, "lon": place.lon, "region": place.region}


def _at(point: PlacePoint) -> Place:
    from assistant.places.model import PlaceKind
    from assistant.places.regions import load_regions

    region, region_name = point.region, point.region_name
    if region is None and point.kind is not PlaceKind.PROVINCE:
        found = load_regions().at(point.lat, point.lon)
        if found is not None:
            region, region_name = found.code, f"{found.province} {found.name}"
    return Place(
        name=point.name or region_name or "말씀하신 곳",
        kind=point.kind,
        lat=point.lat,
        lon=point.lon,
        region=region,
        region_name=region_name,
        aliases=point.aliases,
    )
