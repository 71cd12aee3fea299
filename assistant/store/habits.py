"""The habits of each user, sealed."""

from __future__ import annotations

from pydantic import TypeAdapter
from sqlalchemy.engine import Engine

from assistant.journeys.habits.model import Habits
from assistant.store.one_per_user import OnePerUser, one_per_user
from assistant.store.sealing import Sealer

HABITS: TypeAdapter[Habits] = TypeAdapter(Habits)
_TABLE = one_per_user("habits")


def habit_store(engine: Engine, sealer: Sealer) -> OnePerUser[Habits]:
    """Those of a database."""
    return OnePerUser(_TABLE, HABITS, engine, sealer)
