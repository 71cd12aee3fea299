"""No `Reply` can break a limit of KakaoTalk."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.channels.kakao import build
from assistant.channels.kakao.cards import PLAIN, Look
from assistant.reply import Reply
from tests.channels.kakao.oracle import violations
from tests.channels.replies import replies

RICH = Look(map_url="https://gilbeot.example/map", thumbnail_url="https://gilbeot.example/road.png")


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(replies, st.sampled_from((PLAIN, RICH)))
def test_any_reply_keeps_every_limit(reply: Reply, look: Look) -> None:
    wire = build.response(reply, look, first=["결과 보기"]).wire()
    assert violations(wire) == []
    json.dumps(wire, ensure_ascii=False).encode()


def test_the_oracle_sees_what_is_wrong() -> None:
    card = {"itemList": [{"title": "일곱글자라벨임", "description": "값"}], "title": "가" * 201}
    wrong = {
        "version": "2.0",
        "template": {
            "outputs": [{"simpleText": {"text": "가" * 1001}}, {"itemCard": card}] * 2,
            "quickReplies": [{"label": "가" * 15, "action": "message", "messageText": "가"}] * 11,
        },
    }
    assert len(set(violations(wrong))) >= 6
