"""What is kept for users in one place: the database, the key, the stores over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy.engine import Engine

from assistant.journeys import Rated, Trip, TripPlan
from assistant.journeys.habits.model import Habits
from assistant.settings import Settings, settings
from assistant.store import LOCAL, conversation_of
from assistant.store.alerts import AlertStore
from assistant.store.calendars import CalendarStore
from assistant.store.cancelled import CancelledStore
from assistant.store.consents import ConsentStore
from assistant.store.conversations import ConversationStore
from assistant.store.database import StoreError, open_database
from assistant.store.habits import habit_store
from assistant.store.one_per_user import OnePerUser
from assistant.store.personal import count_rows, delete_user, user_tag
from assistant.store.preferences import PreferenceStore
from assistant.store.recordings import RecordingStore
from assistant.store.sealing import KEY_FILE, Sealer
from assistant.store.trips import TripStore
from assistant.store.webhooks import WebhookStore


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The stores of one database."""

    engine: Engine
    sealer: Sealer
    trips: TripStore
    alerts: AlertStore
    webhooks: WebhookStore
    preferences: PreferenceStore
    consents: ConsentStore
    habits: OnePerUser[Habits]
    calendars: CalendarStore
    conversations: ConversationStore
    recordings: RecordingStore
    cancelled: CancelledStore

    @classmethod
    def of(cls, config: Settings) -> PersonalData:
        """As the settings say. Raises `StoreError`."""
        engine = open_database(config.database_url)
        try:
            sealer = Sealer.of(config.data_key, config.state_dir, keyring=config.data_keyring)
        except (OSError, ValueError) as error:
            raise StoreError(
                f"저장한 정보의 열쇠를 쓸 수 없어요 ({config.state_dir / KEY_FILE}, {type(error).__name__}). "
                "GILBEOT_DATA_KEY, GILBEOT_DATA_KEYRING, GILBEOT_STATE_DIR 을 확인해 주세요."
            ) from error
        trips = TripStore(engine, sealer)
        return cls(
            engine,
            sealer,
            trips,
            AlertStore(engine, sealer, trips),
            WebhookStore(engine, sealer),
            PreferenceStore(engine, sealer),
            ConsentStore(engine, sealer),
            habit_store(engine, sealer),
            CalendarStore(engine, sealer),
            ConversationStore(engine, sealer),
            RecordingStore(engine, sealer),
            CancelledStore(engine, sealer),
        )

    def remove_trip(self, owner: str, trip_id: str) -> bool:
        """Deletes a trip with what was told about it; whether there was one."""
        gone = self.trips.remove(owner, trip_id)
        if gone:
            self.alerts.forget_trip(trip_id)
        return gone

    def move_trip(
        self, owner: str, trip_id: str, plan: TripPlan, rated: Rated | None, now: datetime
    ) -> Trip | None:
        """Stores another plan of a trip and drops what was told about the old one; None: no such trip."""
        moved = self.trips.replan(owner, trip_id, plan, rated, now)
        if moved is not None:
            self.alerts.forget_trip(trip_id)
        return moved

    def count(self, user: str, owner: str = LOCAL) -> Mapping[str, int]:
        """How many rows of a user each table has."""
        return count_rows(self.engine, user_tag(self.sealer, owner, user))

    def delete(self, user: str, owner: str = LOCAL) -> Mapping[str, int]:
        """Deletes everything of a user, for real; the number of rows by table. Raises `StoreError`."""
        talk = conversation_of(user, owner)
        dropped = talk != user and self.conversations.drop(talk)  # it is found by its own name
        rows = delete_user(self.engine, user_tag(self.sealer, owner, user))
        return {**rows, "conversations": rows["conversations"] + dropped}


@cache
def personal_data() -> PersonalData:
    """That of this process. Raises `StoreError`."""
    return PersonalData.of(settings())
