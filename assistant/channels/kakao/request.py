"""What KakaoTalk posts to a skill. Only what is used is typed; everything else is ignored."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

MAX_UTTERANCE = 20_000
"""Longest utterance that is read at all; the bot asks to be brief far below."""


def _null(value: Any) -> Any:
    """Kakao writes "null" where it means null."""
    return None if value == "null" else value


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


class Bot(_Part):
    """Which bot was spoken to."""

    id: Annotated[str, Field(max_length=128)] = ""


class User(_Part):
    """Who speaks. `id` is Kakao's botUserKey: one key for one person in one bot."""

    id: Annotated[str, Field(min_length=1, max_length=256)]


class UserRequest(_Part):
    """The utterance with its speaker."""

    utterance: Annotated[str, Field(max_length=MAX_UTTERANCE)] = ""
    user: User
    callback_url: Annotated[str | None, BeforeValidator(_null), Field(max_length=2048)] = None
    """Where a late answer may be posted once, within a minute. Present if the block allows callbacks."""


class SkillRequest(_Part):
    """The whole request. `intent`, `action`, `contexts` and `flow` are Kakao's own matching: not needed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "bot": {"id": "5a548e36aea1a43fa851ecd9", "name": "길벗"},
                    "intent": {"id": "5a56ec0008cc1461d75291f6", "name": "폴백 블록"},
                    "userRequest": {
                        "timezone": "Asia/Seoul",
                        "utterance": "내일 부산 가는 길 안전해?",
                        "lang": "kr",
                        "user": {"id": "demo", "type": "botUserKey", "properties": {}},
                    },
                    "contexts": [],
                    "action": {"name": "길벗", "clientExtra": None, "params": {}, "detailParams": {}},
                }
            ]
        }
    )

    bot: Annotated[Bot, BeforeValidator(lambda given: given or {})] = Field(default_factory=Bot)
    user_request: UserRequest
