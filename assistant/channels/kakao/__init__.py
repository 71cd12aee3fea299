"""KakaoTalk skill server: requests, responses 2.0 that cannot break a limit, the five-second rule, events.

`KakaoSkill` is the door; `assistant.api.routes_kakao` puts it on `POST /channels/kakao`.
"""

from assistant.channels.kakao.events import EventClient, EventError, EventsNotConfigured, EventUnanswered
from assistant.channels.kakao.request import SkillRequest
from assistant.channels.kakao.response import SkillResponse, WaitResponse
from assistant.channels.kakao.skill import KakaoSkill, ReplayedError

__all__ = [
    "EventClient",
    "EventError",
    "EventUnanswered",
    "EventsNotConfigured",
    "KakaoSkill",
    "ReplayedError",
    "SkillRequest",
    "SkillResponse",
    "WaitResponse",
]
