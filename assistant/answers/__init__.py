"""What 길벗 answers: assessments, signals and errors put into a `Reply` in natural spoken Korean.

Pure: `now` is passed in and nothing is fetched. Wording lives in `data/*.toml` for a copy-editor;
the modules choose what is worth saying, in which order, and never more than three sentences at a time.
"""

from assistant.answers.detail import detail_answer
from assistant.answers.emergency import EmergencyKind, emergency_answer, shelter_answer
from assistant.answers.guidance import guidance_answer
from assistant.answers.place import infection_answer, place_answer
from assistant.answers.reason import reason_answer
from assistant.answers.road import directions_answer, road_status_answer
from assistant.answers.route import route_answer
from assistant.answers.talk import (
    ask_destination,
    ask_which,
    bad_time,
    empty,
    fallback,
    help_reply,
    no_way,
    not_korean,
    past_time,
    same_place,
    service_down,
    too_long,
    unknown_place,
)
from assistant.answers.warnings import warnings_answer
from assistant.answers.weather import weather_answer
from assistant.answers.whenhow import alternatives_answer, departure_answer

__all__ = [
    "EmergencyKind",
    "alternatives_answer",
    "ask_destination",
    "ask_which",
    "bad_time",
    "departure_answer",
    "detail_answer",
    "directions_answer",
    "emergency_answer",
    "empty",
    "fallback",
    "guidance_answer",
    "help_reply",
    "infection_answer",
    "no_way",
    "not_korean",
    "past_time",
    "place_answer",
    "reason_answer",
    "road_status_answer",
    "route_answer",
    "same_place",
    "service_down",
    "shelter_answer",
    "too_long",
    "unknown_place",
    "warnings_answer",
    "weather_answer",
]
