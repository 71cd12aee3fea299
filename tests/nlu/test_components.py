"""The Rasa components on their own: offsets, masking, feature shapes."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.jamo_featurizer import SIGNS, JamoFeaturizer, masked
from assistant.nlu.kiwi_tokenizer import KiwiTokenizer, tokens_of
from assistant.nlu.mentions import MENTIONS, MentionAnnotator

CONTEXT = ExecutionContext(GraphSchema({}), node_name="test")
NOW = {"now": "2026-03-04T10:00:00+09:00"}


def features_of(text: str) -> Message:
    message = Message({TEXT: text, "metadata": NOW})
    tokenizer = KiwiTokenizer.create(KiwiTokenizer.get_default_config(), None, None, CONTEXT)
    featurizer = JamoFeaturizer.create(JamoFeaturizer.get_default_config(), None, None, CONTEXT)
    tokenizer.process([message])
    MentionAnnotator.create({}, None, None, CONTEXT).process([message])
    featurizer.process([message])
    return message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("부산까지", ["부산", "까지"]),
        ("서울에서 강릉으로", ["서울", "에서", "강릉", "으로"]),
        ("호우경보 내렸어?", ["호우경보"]),
        ("하이엘지", ["하이엘지"]),
    ],
)
def test_josa_and_endings_are_split_from_stems(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens_of(text)][: len(expected)] == expected


@pytest.mark.parametrize(
    "text", ["내일 부산 가는 길 안전해?", "갔다 왔는데 괜찮을까", "ㅋㅋㅋ", "KTX타면🙂?", "   ", "가" * 500]
)
def test_offsets_are_true(text: str) -> None:
    tokens = tokens_of(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(a.end <= b.start for a, b in itertools.pairwise(tokens))


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_any_text_has_ascending_tokens(text: str) -> None:
    tokens = tokens_of(text)
    assert tokens
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(a.end <= b.start for a, b in itertools.pairwise(tokens))


def test_names_and_times_do_not_reach_the_classifier() -> None:
    one = features_of("내일 부산 가는 길 안전해?")
    two = features_of("모레 강릉 가는 길 안전해?")
    assert one.get(MENTIONS) != []
    for kind in ("sentence", "sequence"):
        a, b = (
            next(f.features for f in message.features if f.type == kind and f.attribute == TEXT)
            for message in (one, two)
        )
        assert (a != b).nnz == 0


def test_masking_keeps_the_rest() -> None:
    assert masked("내일 부산 가는 길", [("time", 0, 2), ("place", 3, 5)]) == (
        f"{SIGNS['time']} {SIGNS['place']} 가는 길"
    )


def test_entities_carry_true_offsets_and_json_values() -> None:
    text = "내일 서울에서 부산까지 KTX로 가는데 호우경보 있어?"
    message = features_of(text)
    found = {(entity["entity"], entity.get("role")): entity for entity in message.get(ENTITIES)}
    assert found["place", "origin"]["value"]["name"] == "서울특별시"
    assert found["place", "destination"]["value"]["name"] == "부산광역시"
    assert found["mode", None]["value"] == "train"
    assert found["hazard", None]["value"] == "heavy_rain"
    assert found["time", None]["value"]["start"].startswith("2026-03-05T00:00:00")
    for entity in message.get(ENTITIES):
        assert text[entity["start"] : entity["end"]] == entity["text"]


def test_sequence_features_have_a_row_per_token() -> None:
    message = features_of("강릉 가는 길 미끄러워?")
    sequence = next(f.features for f in message.features if f.type == "sequence")
    assert sequence.shape[0] == len(message.get(TOKENS_NAMES[TEXT]))
