"""From here to there: planners behind one protocol, and the cut of a route into exposures.

`model` holds the types and the `Planner` protocol. `load_planner()` gives the built-in planner, which
needs no network: trunk roads, railways, intercity buses, domestic flights, ferries and city modes.
`expose(route, depart)` turns a route into the itinerary that the risk engine scores; `stay` does it
for a place.
"""

from __future__ import annotations

from assistant.routing.builtin import BuiltinPlanner, load_planner
from assistant.routing.exposure import expose, stay
from assistant.routing.model import Leg, NoRoute, Planner, Route, RoutePoint

__all__ = [
    "BuiltinPlanner",
    "Leg",
    "NoRoute",
    "Planner",
    "Route",
    "RoutePoint",
    "expose",
    "load_planner",
    "stay",
]
