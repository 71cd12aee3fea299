"""Times, places, modes and hazards of one utterance, with roles: the pure half of the NLU.

No Rasa here: `mentions.MentionAnnotator` puts the result into a Rasa message, and `gilbeot understand`
reads slots from it by the same function as the actions do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from assistant.korean.lexicon import LexMatch, find_hazards, find_modes
from assistant.korean.roles import RoleKind, assign_roles
from assistant.korean.times import TimeSpan, find_times
from assistant.places.gazetteer import load_gazetteer
from assistant.places.model import Place, PlaceKind, PlaceMention
from assistant.places.resolve import Ambiguous, resolve

TRAVEL_INTENTS = frozenset(
    {
        "ask_route_safety",
        "ask_directions",
        "ask_departure_time",
        "ask_alternative",
        "add_trip",
        "delete_trip",
        "change_trip",
        "ask_trips_safety",
    }
)
"""Intents in which a place without any particle or verb is where the trip goes."""
_WITH_A_GOAL = TRAVEL_INTENTS | {"ask_road_status"}
"""Intents that may name where a trip goes ("고려대 가는 길 막히나")."""

WAYS = frozenset((PlaceKind.ROAD, PlaceKind.BRIDGE, PlaceKind.TUNNEL, PlaceKind.PASS))
"""Places that one passes over rather than goes to."""
_BESIDE_A_ROAD = frozenset((PlaceKind.REST_AREA, PlaceKind.TOLLGATE, PlaceKind.INTERCHANGE))
_WIDE = frozenset(
    (PlaceKind.MOUNTAIN, PlaceKind.ISLAND, PlaceKind.PARK, PlaceKind.LANDMARK, PlaceKind.NEIGHBOURHOOD)
)
"""Places that others lie in: 오대산 월정사, 여의도 더현대."""

ROLES = ("origin", "destination", "via", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Something said that fills a slot. `text == utterance[start:end]`."""

    entity: str
    """place, time, mode or hazard."""
    start: int
    end: int
    text: str
    value: Any
    """JSON-ready: a dict for places and times, a string for modes and hazards."""
    role: str | None = None
    """Places only: origin, destination, via or place."""


def place_value(place: Place, text: str) -> dict[str, Any]:
    """The place slot of the contract (DESIGN §4), with what the engine needs to plan."""
    return {
        "text": text,
        "name": place.name,
        "kind": place.kind.value,
        "lat": place.lat,
        "lon": place.lon,
        "region": place.region_name or (place.name if place.kind is PlaceKind.PROVINCE else ""),
        "region_code": place.region,
        "short": place.short,
    }


def place_from(value: Mapping[str, Any], *, name: str | None = None, kind: PlaceKind | None = None) -> Place:
    """The inverse of `place_value`; `name` and `kind` rename it ("집")."""
    return Place(
        name=name or value["name"],
        kind=kind or PlaceKind(value["kind"]),
        lat=value["lat"],
        lon=value["lon"],
        region=value.get("region_code"),
        region_name=value.get("region") or "",
        aliases=() if name else (value.get("short") or value["name"],),
    )


def time_value(span: TimeSpan) -> dict[str, Any]:
    """The time slot of the contract, with whether an hour was said."""
    return {
        "text": span.text,
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "grain": span.grain,
        "has_hour": span.has_hour,
        "has_date": span.has_date,
        "part_of_day": span.part_of_day,
        "role": span.role,
    }


def annotate(text: str, now: datetime, *, asked: RoleKind | None = None) -> list[Mention]:
    """All mentions of an utterance in order. Never raises for any text.

    `asked` is the role of the place that the dialogue has just asked for: a bare word then counts as a place
    that would be an ordinary word elsewhere ("예산이요").
    """
    times = [span for span in find_times(text, now) if not span.negated]
    places = [
        place
        for place in load_gazetteer().mentions(text, expected=asked is not None)
        if not any(_covers(time.start_offset, time.end_offset, place) for time in times)
    ]
    times = [
        time
        for time in times
        if not any(place.start < time.end_offset and time.start_offset < place.end for place in places)
    ]
    places = _with_glued(text, places, times)
    mentions = [
        Mention(
            entity="time",
            start=time.start_offset,
            end=time.end_offset,
            text=time.text,
            value=time_value(time),
        )
        for time in times
    ]
    mentions += _places(text, places, asked)
    taken = [(mention.start, mention.end) for mention in mentions]
    for entity, finder in (("mode", find_modes), ("hazard", find_hazards)):
        mentions += [
            Mention(entity=entity, start=match.start, end=match.end, text=match.text, value=match.value)
            for match in _beside(text, finder, taken)
        ]
    return sorted(mentions, key=lambda mention: (mention.start, mention.end))


def _beside(
    text: str, finder: Callable[[str], Sequence[LexMatch]], taken: Sequence[tuple[int, int]]
) -> list[LexMatch]:
    """What `finder` finds outside the taken spans; a word that reached into one is looked for again beside it
    (동부간선[도로] 통제)."""
    found = finder(text)
    free = [match for match in found if not _overlaps(match, taken)]
    if len(free) < len(found):
        hidden = text
        for start, end in taken:
            hidden = hidden[:start] + _HIDDEN * (end - start) + hidden[end:]
        kept = [(match.start, match.end) for match in free]
        free += [match for match in finder(hidden) if not _overlaps(match, [*taken, *kept])]
    return free


_HIDDEN = "○"


def _overlaps(match: LexMatch, spans: Sequence[tuple[int, int]]) -> bool:
    return any(match.start < end and start < match.end for start, end in spans)


def _covers(start: int, end: int, place: PlaceMention) -> bool:
    return start <= place.start and place.end <= end


_GLUED = re.compile(r"(?:에는|쯤에|에|쯤|경)?(?=[가-힣]{2})")


def _with_glued(text: str, places: list[PlaceMention], times: Sequence[TimeSpan]) -> list[PlaceMention]:
    """`places` and those that begin where a time ends without a space ("오후세시부산")."""
    glued = [
        (time.start_offset, match.end())
        for time in times
        if (match := _GLUED.match(text, time.end_offset)) and text[time.end_offset] != " "
    ]
    glued = [(start, end) for start, end in glued if not any(p.start < end and start < p.end for p in places)]
    starts = {end for _, end in glued} - {place.start for place in places}
    if not starts:
        return places
    apart = text
    for start, end in glued:
        apart = apart[:start] + " " * (end - start) + apart[end:]
    new = [
        place
        for place in load_gazetteer().mentions(apart)
        if place.start in starts and not any(p.start < place.end and place.start < p.end for p in places)
    ]
    return sorted([*places, *new], key=lambda place: place.start)


def _places(text: str, found: Sequence[PlaceMention], asked: RoleKind | None) -> list[Mention]:
    roles = [role.kind for role in assign_roles(text, found, asked)]
    values = [_resolved(text, place) for place in found]
    for index, kind in enumerate(roles):
        if kind is RoleKind.DIRECTION and not _direct(values, index):
            roles[index] = RoleKind.PLACE
        elif kind is RoleKind.ORIGIN and _frames(text, found, values, index):
            roles[index] = RoleKind.EXCLUDED
    return [
        Mention(
            entity="place",
            start=place.start,
            end=place.end,
            text=place.text,
            value=value,
            role=kind.value,
        )
        for place, kind, value in zip(found, roles, values, strict=True)
        if kind not in (RoleKind.EXCLUDED, RoleKind.DIRECTION)
    ]


def _frames(
    text: str, found: Sequence[PlaceMention], values: Sequence[Mapping[str, Any]], index: int
) -> bool:
    """Whether a place only says where the next one is ("오대산 월정사 가는 길")."""
    if index + 1 >= len(found) or text[found[index].end : found[index + 1].start] != " ":
        return False
    here, there = values[index], values[index + 1]
    if here.get("kind") not in _WIDE or here.get("region_code") is None:
        return False
    return bool(here["region_code"] == there.get("region_code"))


def _direct(values: Sequence[dict[str, Any]], index: int) -> bool:
    """Notes the place at `index` as the direction of the road beside it; False if there is no road."""
    for road in (*values[max(0, index - 1) : index], *values[index + 1 : index + 2]):
        if road.get("kind") in (*WAYS, *_BESIDE_A_ROAD):
            road["direction"] = values[index].get("name") or values[index]["text"]
            return True
    return False


def _resolved(text: str, mention: PlaceMention) -> dict[str, Any]:
    if mention.deictic is not None:
        return {"text": mention.text, "deictic": mention.deictic}
    chosen = resolve(mention, context=text)
    if isinstance(chosen, Ambiguous):
        best = chosen.options[0]
        return {
            **place_value(best, mention.text),
            "ambiguous": [place_value(place, mention.text) for place in chosen.options],
        }
    return place_value(chosen, mention.text)


def slots_of(mentions: Iterable[Mention], intent: str | None) -> dict[str, Any]:
    """The slots of DESIGN §4; None where nothing was said. The last mention of a role wins, as in speech."""
    mentions = tuple(mentions)
    goal = intent in TRAVEL_INTENTS and any(
        m.role == "destination" and m.value.get("kind") not in WAYS for m in mentions if m.entity == "place"
    )
    slots: dict[str, Any] = dict.fromkeys(("origin", "destination", "place", "time", "mode", "hazard"))
    for mention in mentions:
        if mention.entity == "place":
            role = mention.role or "place"
            kind = mention.value.get("kind")
            end_on_a_road = kind == PlaceKind.ROAD and role in ("origin", "destination")
            if role == "via" or end_on_a_road or (goal and role == "place" and kind in WAYS):
                slots["via"] = mention.value  # a road is a way, not an end of one
                continue
            if role == "place" and intent in TRAVEL_INTENTS and mention.value.get("kind") != PlaceKind.ROAD:
                role = "destination"
            elif role == "destination" and intent is not None and intent not in _WITH_A_GOAL:
                role = "destination" if slots["origin"] else "place"
            elif role == "destination" and intent == "ask_road_status" and kind in WAYS:
                role = "place"
            slots[role] = mention.value
        elif mention.entity == "time":
            slots["time"] = _sharper(slots["time"], mention.value)
        elif slots[mention.entity] is None:
            slots[mention.entity] = mention.value
    return slots


def _sharper(one: dict[str, Any] | None, two: dict[str, Any]) -> dict[str, Any]:
    """Of two times in one utterance the shorter one: "내일 부산에서 오후 세 시" means the hour."""
    if one is None:
        return two
    lengths = [datetime.fromisoformat(t["end"]) - datetime.fromisoformat(t["start"]) for t in (one, two)]
    return two if lengths[1] < lengths[0] else one


def public(value: Any) -> Any:
    """A slot value as the outside sees it: times in local time of Korea, without the zone (DESIGN §4)."""
    if isinstance(value, dict) and "grain" in value:
        local = {key: datetime.fromisoformat(value[key]).replace(tzinfo=None) for key in ("start", "end")}
        return {**value, **{key: moment.isoformat() for key, moment in local.items()}}
    return value


def as_entity(mention: Mention) -> dict[str, Any]:
    """A mention as a Rasa entity."""
    entity = asdict(mention)
    if entity["role"] is None:
        del entity["role"]
    return entity


def from_entity(entity: dict[str, Any]) -> Mention:
    """The inverse of `as_entity`; foreign keys (confidence, extractor) are ignored."""
    return Mention(
        entity=entity["entity"],
        start=entity["start"],
        end=entity["end"],
        text=entity.get("text", ""),
        value=entity["value"],
        role=entity.get("role"),
    )
