"""An intent needs its words, unless the classifiers are very sure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.annotate import annotate
from assistant.nlu.intent_guard import IntentGuard, evidence
from assistant.nlu.mentions import mark
from assistant.settings import ROOT

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Asia/Seoul"))


def judged(text: str, *ranking: tuple[str, float], **config: float) -> str:
    """The intent that is left of a ranking."""
    message = Message({TEXT: text})
    mark(message, annotate(text, NOW))
    ranks = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    message.set(INTENT, ranks[0])
    message.set(INTENT_RANKING_KEY, ranks)
    IntentGuard({**IntentGuard.get_default_config(), **config}).process([message])
    found = message.get(INTENT)
    assert message.get(INTENT_RANKING_KEY)[0] == found
    return str(found["name"])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("썸 깰 때 어떻게 해?", "ask_guidance"),
        ("프사 바꿀까", "ask_weather"),
        ("그 사람 얘기는 그만하자", "delete_trip"),
        ("연애는 언제쯤 해", "ask_infection"),
    ],
)
def test_an_intent_without_its_words_gives_way(text: str, intent: str) -> None:
    assert judged(text, (intent, 0.8), ("out_of_scope", 0.1)) == "out_of_scope"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("지진 나면 어떻게 해", "ask_guidance"),
        ("대구 코로나 어때", "ask_infection"),
        ("부산 고로나 심해?", "ask_infection"),
        ("내일 일정 지워줘", "delete_trip"),
        ("88고속도로 어때", "ask_road_status"),
    ],
)
def test_an_intent_with_its_words_stays(text: str, intent: str) -> None:
    assert judged(text, (intent, 0.8), ("out_of_scope", 0.1)) == intent


def test_a_sure_intent_needs_no_words() -> None:
    assert judged("썸 깰 때 어떻게 해?", ("ask_guidance", 0.98), ("out_of_scope", 0.01)) == "ask_guidance"
    assert judged("썸 깰 때 어떻게 해?", ("ask_guidance", 0.98), ("out_of_scope", 0.01), sure=0.99) == (
        "out_of_scope"
    )


def test_the_next_intent_needs_its_words_too() -> None:
    ranking = (("ask_guidance", 0.5), ("ask_infection", 0.3), ("out_of_scope", 0.2))
    assert judged("썸 깰 때 어떻게 해?", *ranking) == "out_of_scope"


def test_danger_is_heard_whatever_the_classifiers_think() -> None:
    assert judged("차가 물에 잠겼어 살려줘", ("ask_weather", 0.99), ("out_of_scope", 0.01)) == "emergency"


def test_a_fragment_says_something() -> None:
    assert judged("그게 좀 그래", ("inform", 0.9), ("out_of_scope", 0.1)) == "out_of_scope"
    assert judged("부산이요", ("inform", 0.9), ("out_of_scope", 0.1)) == "inform"


def test_only_intents_of_the_domain_have_evidence() -> None:
    domain = Domain.load(str(ROOT / "domain.yml"))
    assert evidence().keys() <= set(domain.intents)
