"""Questions back to the user about places that only they know."""

from __future__ import annotations

from assistant.reply import Reply

_WHERE = {
    "here": "지금 계신 곳을 제가 알 수 없어요. 어느 동네인지 말씀해 주시겠어요?",
    "there": "어디를 말씀하시는지 모르겠어요. 장소 이름을 말씀해 주시겠어요?",
    "home": "집이 어디인지 아직 몰라요. '우리 집은 공덕동이야'처럼 알려 주시겠어요?",
    "work": "회사가 어디인지 아직 몰라요. '회사는 여의도야'처럼 알려 주시겠어요?",
    "place": "어느 곳을 알려 드릴까요? 시·군·구나 동네, 역 이름을 말씀해 주세요.",
}


def ask_where(which: str) -> Reply:
    """Asks for a place; `which` is here, there, home, work or place."""
    text = _WHERE.get(which, _WHERE["place"])
    return Reply(
        text=text, speech=text.replace("시·군·구", "시, 군, 구").replace("'", ""), expects_reply=True
    )
