"""What a traveller is told of a watched trip, and what they were told before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.risk.model import Hazard, Level


class AlertKind(StrEnum):
    """Why somebody is told."""

    RAISED = "raised"
    """The level is higher than the one that was told."""
    NEW_CAUSE = "new_cause"
    """The level is the same, for another hazard as well."""
    MAY_WORSEN = "may_worsen"
    """It leaves soon, and would reach a level worth telling if what is near came to it."""
    ALL_CLEAR = "all_clear"
    """What was told no longer holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the traveller knows from us about a trip."""

    level: Level = Level.SAFE
    hazards: frozenset[Hazard] = frozenset()
    """Causes that were told at this level."""
    calm_since: datetime | None = None
    """Since when the trip has clearly been better than the level that was told."""
    foretold: bool = False
    """Whether it was told that the trip may still get worse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One message about one trip."""

    id: str
    owner: str
    """Who stored the trip: the id of the API key, or "local"."""
    user: str
    trip_id: str
    title: str
    origin: str
    destination: str
    depart: datetime
    kind: AlertKind
    level: Level
    before: Level
    """The level that was told before."""
    hazards: tuple[Hazard, ...]
    """What the level comes from, the strongest first."""
    text: str
    speech: str
    urgent: bool
    """Not to be held back by quiet hours, and to be said at once."""
    created: datetime
    due: datetime
    """Not to be told before this."""
    seq: int | None = None
    """Its place in the stream of told alerts; None while it is held back."""


class Unsendable(Exception):
    """A receiver cannot be told: its keys are none, or this way of telling fails. Says why, names nobody."""


class Unsure(Unsendable):
    """It may have been told: the answer never came, and telling it again would be read twice."""


class Channel(StrEnum):
    """How a receiver is told."""

    WEBHOOK = "webhook"
    WEB_PUSH = "web_push"
    KAKAO = "kakao"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is called with the alerts of an owner."""

    id: str
    owner: str
    url: str
    secret: str
    """"whsec_" and the Base64 of 24 bytes, as standardwebhooks.com has it."""
    user: str | None = None
    """Of one user only."""
    min_level: Level = Level.SAFE
    """Alerts below this level are left out; an all-clear always comes."""
    created: datetime
    channel: Channel = Channel.WEBHOOK
    keys: Mapping[str, str] = field(default_factory=dict)
    """Of a browser: p256dh and auth; of a KakaoTalk user: type and id."""
