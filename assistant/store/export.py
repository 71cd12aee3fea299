"""All that is kept about one user, as one JSON document for that user."""

from __future__ import annotations

from typing import Any

from assistant.clock import now
from assistant.store.alerts import ALERT
from assistant.store.consents import CONSENTS
from assistant.store.habits import HABITS
from assistant.store.personal import count_rows, user_tag
from assistant.store.personal_data import PersonalData
from assistant.store.preferences import PREFERENCES
from assistant.store.recordings import RECORDING
from assistant.store.trips import TRIP


def everything(stores: PersonalData, owner: str, user: str, keep_days: int) -> dict[str, Any]:
    """Readable, without keys of other services. `rows` counts what the database holds, table by table."""
    hooks = [hook for hook in stores.webhooks.of(owner) if hook.user == user]
    known = stores.habits.get(owner, user)
    return {
        "user_id": user,
        "rows": dict(count_rows(stores.engine, user_tag(stores.sealer, owner, user))),
        "trips": [TRIP.dump_python(trip, mode="json") for trip in stores.trips.of(owner, user)],
        "alerts": [ALERT.dump_python(alert, mode="json") for alert in stores.alerts.of(owner, user)],
        "preferences": PREFERENCES.dump_python(stores.preferences.of(owner, user), mode="json"),
        "consents": CONSENTS.dump_python(stores.consents.of(owner, user), mode="json")["given"],
        "habits": HABITS.dump_python(known, mode="json") if known is not None else None,
        "calendars": [
            {"id": one.id, "url": one.source.url, "caldav": one.source.caldav}
            for one in stores.calendars.of(owner, user)
        ],
        "recordings": [
            RECORDING.dump_python(one, mode="json") for one in stores.recordings.of(owner, user, now())
        ],
        "cancelled": sorted(stores.cancelled.of(owner, user)),
        "webhooks": [{"id": hook.id, "url": hook.url, "created": hook.created.isoformat()} for hook in hooks],
        "kept": {
            "trips": f"여정이 끝나고 {keep_days}일까지",
            "alerts": f"알린 지 {keep_days}일까지",
            "preferences": "지우실 때까지",
            "consents": "지우실 때까지",
            "habits": "지우시거나 동의를 거두실 때까지, 위치 기록은 남기지 않아요",
            "calendars": "떼어 내실 때까지",
            "recordings": "녹음을 켜 두신 동안의 말씀만, 저마다 적힌 때(until)까지",
            "cancelled": f"취소하신 여정이 끝났을 날에서 {keep_days}일까지",
            "webhooks": "지우실 때까지",
            "conversation": "메모리에만, rasa run 으로 띄우면 암호화해서, 30분 동안 말이 없으면 끝나요",
            "live_location": "메모리에만, 10분",
        },
    }
