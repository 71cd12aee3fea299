"""One user turn as the actions see it: what was said, when, where, and whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from rasa_sdk import Tracker

from assistant.korean.roles import RoleKind
from assistant.korean.shifts import find_shift
from assistant.nlu.annotate import annotate, from_entity, place_from, slots_of
from assistant.nlu.mentions import now_of
from assistant.places.gazetteer import load_gazetteer
from assistant.places.model import Place, PlaceKind
from assistant.places.regions import load_regions
from assistant.risk.model import Profile
from assistant.riskclient import RiskClient
from assistant.settings import settings


@cache
def risk_client() -> RiskClient:
    """The engine in this process, or another server's by `GILBEOT_RISK_URL`."""
    url = settings().risk_url
    if url:
        from assistant.client import HttpRiskClient

        return HttpRiskClient(url, timeout_s=settings().timeout_s)
    from assistant.engine import LocalEngine

    return LocalEngine.default()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTurn:
    """The newest utterance with its metadata."""

    text: str
    intent: str
    now: datetime
    slots: Mapping[str, Any]
    """What this utterance itself says (DESIGN §4 slots)."""
    scenario: str | None
    location: Mapping[str, Any] | None
    profile: Profile

    @classmethod
    def of(cls, tracker: Tracker) -> UserTurn:
        """Reads the tracker's latest message."""
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        intent = (message.get("intent") or {}).get("name") or "nlu_fallback"
        if intent == "ask_departure_time" and find_shift(message.get("text") or "") is not None:
            intent = "inform"  # "한 시간 늦게 가면?" goes on with the question before it
        mentions = [from_entity(entity) for entity in message.get("entities") or [] if "value" in entity]
        topic = tracker.get_slot("topic") if intent == "inform" else intent
        slots = slots_of(mentions, topic or "ask_route_safety")
        if tracker.active_loop and not (slots["destination"] or slots["place"]):
            asked = annotate(message.get("text") or "", now_of(metadata), asked=RoleKind.DESTINATION)
            slots = slots_of(asked, "ask_route_safety")
        pending = tracker.get_slot("pending")
        if pending and pending.get("ambiguous"):
            chosen = choose(message.get("text") or "", pending, now_of(metadata))
            if chosen is not None:
                slots = {**slots, "place": None, "destination": None, pending["slot"]: chosen}
        known = {key: True for key in (metadata.get("profile") or {}) if key in Profile.__dataclass_fields__}
        return cls(
            text=message.get("text") or "",
            intent=intent,
            now=now_of(metadata),
            slots=slots,
            scenario=metadata.get("scenario") or settings().scenario,
            location=metadata.get("location"),
            profile=Profile(**known),
        )


def choose(text: str, pending: Mapping[str, Any], now: datetime) -> Mapping[str, Any] | None:
    """The candidate that an answer such as "경기도요" or "두 번째" picks; None if it picks none."""
    candidates: list[Mapping[str, Any]] = pending["ambiguous"]
    for number, ordinal in enumerate(("첫", "두", "세", "네")):
        if number < len(candidates) and f"{ordinal} 번째" in text.replace("번째", " 번째").replace("  ", " "):
            return candidates[number]
    for mention in annotate(f"{text} {pending['text']}", now):
        value = mention.value
        if mention.entity == "place" and not value.get("ambiguous"):
            for candidate in candidates:
                if (candidate["name"], candidate["region"]) == (value.get("name"), value.get("region")):
                    return candidate
    words = [word for word in text.split() if len(word) > 1]
    told = [
        candidate
        for candidate in candidates
        if any(word[:2] in candidate["region"] or word in candidate["name"] for word in words)
    ]
    return told[0] if len(told) == 1 else None


class NeedsLocation(Exception):
    """The user said "here" and the channel gave no location."""


class NeedsSavedPlace(Exception):
    """The user said "work" or "home" and never told where that is."""

    def __init__(self, which: str) -> None:
        super().__init__(which)
        self.which = which


def place_of(value: Mapping[str, Any], tracker: Tracker, turn: UserTurn) -> Place:
    """The place behind a slot value. Raises `NeedsLocation` or `NeedsSavedPlace` for deictics."""
    deictic = value.get("deictic")
    if deictic == "here":
        return here(turn)
    if deictic == "home":
        saved = tracker.get_slot("home")
        return place_from(saved, name="집", kind=PlaceKind.SAVED) if saved else default_home()
    if deictic == "work":
        saved = tracker.get_slot("work")
        if not saved:
            raise NeedsSavedPlace("work")
        return place_from(saved, name="회사", kind=PlaceKind.SAVED)
    if deictic is not None:
        earlier = tracker.get_slot("place") or tracker.get_slot("destination")
        if not earlier or earlier.get("deictic"):
            raise NeedsLocation
        return place_of(earlier, tracker, turn)
    return place_from(value)


def default_home() -> Place:
    """Where trips start for a user who has said nothing (`GILBEOT_HOME`)."""
    found = load_gazetteer().lookup(settings().home)
    if not found:
        raise ValueError(f"GILBEOT_HOME={settings().home!r} is not a place this version knows")
    return found[0]


def here(turn: UserTurn) -> Place:
    """The live location of this request. Raises `NeedsLocation` where there is none."""
    if not turn.location:
        raise NeedsLocation
    lat, lon = float(turn.location["lat"]), float(turn.location["lon"])
    region = load_regions().at(lat, lon)
    return Place(
        name="지금 계신 곳",
        kind=PlaceKind.HERE,
        lat=lat,
        lon=lon,
        region=region.code if region else None,
        region_name=f"{region.province} {region.name}" if region else "",
    )
