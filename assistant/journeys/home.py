"""Where a traveller leaves from who names no place: as it is set, else as habits tell, else the default.

What habits tell rests on a consent; `withdraw` takes it back with everything that was made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.journeys.appointments import Found
from assistant.journeys.habits.model import Role
from assistant.journeys.habits.names import place_of
from assistant.journeys.trip import Provenance, TripPlan
from assistant.places.gazetteer import load_gazetteer
from assistant.places.model import Place
from assistant.settings import Settings
from assistant.store.consents import DataKind
from assistant.store.personal import wipe
from assistant.store.personal_data import PersonalData


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A place to leave from, and how it is known."""

    place: Place
    source: Provenance | None = None
    """`HABIT` if it was learnt from a location history; None if it was said or set, or is the default."""
    confidence: float = 1.0
    """0-1: how sure it is."""

    def told(self, found: Found) -> Found:
        """A trip from here that says how its beginning is known."""
        plan = found.plan
        if plan is None or self.source is None or plan.origin != self.place:
            return found
        sure = min(plan.confidence, self.confidence)
        return replace(found, plan=replace(plan, origin_source=self.source, confidence=sure))


def home_of(
    name: str | None,
    config: Settings,
    stores: PersonalData,
    owner: str,
    user: str,
    find: Callable[[str], Place],
) -> Home:
    """That of a user: `name` if one is given. Raises what `find` raises."""
    told = name or (config.home if "home" in config.model_fields_set else None)
    if told is not None:
        return Home(place=find(told))
    return learnt_home(stores, owner, user) or Home(place=find(config.home))


def learnt_home(stores: PersonalData, owner: str, user: str) -> Home | None:
    """The home that habits tell; None without them, or without the consent that they rest on."""
    habits = stores.habits.get(owner, user)
    if habits is None or not stores.consents.has(owner, user, DataKind.LOCATION_HISTORY):
        return None
    place = next((place for place in habits.places if place.role is Role.HOME), None)
    if place is None:
        return None
    days = (habits.last - habits.first).days + 1
    sure = min(1.0, (place.days + 0.5) / (days + 1.0))  # Jeffreys' estimate, as for the ways
    return Home(place=place_of(place), source=Provenance.HABIT, confidence=round(sure, 3))


def withdraw(stores: PersonalData, config: Settings, owner: str, user: str, kind: DataKind) -> None:
    """Takes back a consent, with what rests on it, for real: habits, and trips that were expected by them.

    Trips that begin at the home that was learnt begin at the default from now on. A live location is in no
    store. Raises `StoreError`."""
    stores.consents.withdraw(owner, user, kind)
    if kind is not DataKind.LOCATION_HISTORY:
        return
    stores.habits.drop(owner, user)
    home = known_place(config.home)
    for trip in stores.trips.of(owner, user):
        if trip.plan.provenance is Provenance.HABIT:
            stores.remove_trip(owner, trip.id)
            continue
        also = tuple(replace(twin, plan=_from(home, twin.plan)) for twin in trip.also)
        if also != trip.also:
            stores.trips.tell_too(trip.id, also, trip.updated)
        plan = _from(home, trip.plan)
        if plan != trip.plan:
            stores.move_trip(owner, trip.id, plan, None, trip.updated)
    wipe(stores.engine)


def _from(home: Place, plan: TripPlan) -> TripPlan:
    return replace(plan, origin=home, origin_source=None) if plan.origin_source is not None else plan


def known_place(name: str) -> Place:
    """The place of a setting. Raises ValueError."""
    found = load_gazetteer().lookup(name)
    if not found:
        raise ValueError(f"GILBEOT_HOME={name!r} is not a place this version knows")
    return found[0]
