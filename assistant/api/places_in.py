"""Places of a request: a name through the gazetteer, or a point."""

from __future__ import annotations

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
