"""The encoder featurizer with a toy encoder: pooling, alignment, errors, and a model trained from config."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.evaluation.intents import same_intent
from assistant.nlu.encoder_featurizer import EncoderFeaturizer
from assistant.nlu.hiding import hide
from assistant.nlu.kiwi_tokenizer import KiwiTokenizer
from assistant.nlu.mentions import MENTIONS, MentionAnnotator

pytest.importorskip("onnxruntime", reason="the extra `encoder` is not installed: uv sync --extra encoder")
pytest.importorskip("tokenizers", reason="the extra `encoder` is not installed: uv sync --extra encoder")

from assistant.nlu.encoder import Encoder, EncoderError, digest_of, folder_of

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parent / "tiny_encoder"
SHIPPED = ROOT / "assistant" / "nlu" / "data" / "encoder"
CONTEXT = ExecutionContext(GraphSchema({}), node_name="test")
NOW = {"now": "2026-03-04T10:00:00+09:00"}


@pytest.fixture(scope="module")
def tiny() -> Encoder:
    return Encoder(TINY)


def featurizer(**options: Any) -> EncoderFeaturizer:
    config = {**EncoderFeaturizer.get_default_config(), "model": str(TINY), **options}
    return EncoderFeaturizer.create(config, None, None, CONTEXT)


def featurized(text: str, component: EncoderFeaturizer) -> tuple[Message, np.ndarray, np.ndarray]:
    message = Message({TEXT: text, "metadata": NOW})
    KiwiTokenizer.create(KiwiTokenizer.get_default_config(), None, None, CONTEXT).process([message])
    MentionAnnotator.create({}, None, None, CONTEXT).process([message])
    component.process([message])
    sequence, sentence = message.get_dense_features(TEXT, [])
    assert sequence is not None
    assert sentence is not None
    return message, sequence.features, sentence.features


def test_the_committed_encoder_is_the_one_that_the_tool_wrote() -> None:
    card = json.loads((TINY / "card.json").read_text(encoding="utf-8"))
    assert digest_of(TINY) == card["digest"]
    assert (TINY / "model.onnx").stat().st_size == card["bytes"] < 200_000


# ---- the encoder


def test_the_sentence_is_the_mean_of_all_pieces(tiny: Encoder) -> None:
    encoded = tiny.encode("비가 많이 와요")
    assert encoded.sentence.shape == (tiny.dimension,)
    assert encoded.pieces.shape == (len(encoded.spans), tiny.dimension)
    assert encoded.sentence.dtype == np.float32
    # Two marks at the ends are in the mean and not among the pieces.
    marks = encoded.sentence * (len(encoded.spans) + 2) - encoded.pieces.sum(axis=0)
    assert np.abs(marks).max() > 0.1


@pytest.mark.parametrize(
    "text", ["비가 많이 와요", "간다", "KTX타면🙂?", "ＫＴＸ①", "\u200b길\u202e", "가" * 10_000]
)
def test_pieces_point_into_the_text(tiny: Encoder, text: str) -> None:
    encoded = tiny.encode(text)
    assert all(0 <= start < end <= len(text) for start, end in encoded.spans)
    assert np.isfinite(encoded.sentence).all()
    assert len(encoded.spans) <= 62  # max_length less the two marks


def test_a_text_without_pieces_has_a_vector(tiny: Encoder) -> None:
    encoded = tiny.encode(" \u200b ")
    assert encoded.spans == ()
    assert np.isfinite(encoded.sentence).all()


def test_order_matters_to_a_transformer(tiny: Encoder) -> None:
    one, two = tiny.encode("눈 오고 비 와").sentence, tiny.encode("비 오고 눈 와").sentence
    assert np.abs(one - two).max() > 1e-4


# ---- the encoder of our own


def test_the_shipped_encoder_is_the_one_of_its_card() -> None:
    card = json.loads((SHIPPED / "card.json").read_text(encoding="utf-8"))
    assert digest_of(SHIPPED) == card["digest"]
    assert (SHIPPED / "model.onnx").stat().st_size == card["bytes"] < 15_000_000
    assert card["cosine_to_float"] > 0.99
    assert "CC BY-SA 4.0" in card["licence"]


@pytest.mark.parametrize(
    ("text", "alike", "other"),
    [
        ("[TIME] [PLACE] 가는 길 안전해", "[PLACE]까지 [TIME] 가도 길 괜찮을까", "거실 조명 좀 꺼 줘"),
        ("미세먼지 심한지 알려줘", "미세먼지 농도 나쁜지 말해 줄래", "음악 소리 좀 줄여 줘"),
        ("우산 챙겨야 할까", "우산 가지고 나가야 되나", "에어컨 꺼야 할까"),
        ("고속도로 많이 막혀", "고속도로 정체 심하니", "메일 많이 왔어"),
    ],
)
def test_what_means_the_same_is_closer_than_what_does_not(text: str, alike: str, other: str) -> None:
    encoder = Encoder(SHIPPED)
    one, two, three = (encoder.encode(each).sentence for each in (text, alike, other))
    near, far = (float(one @ v / np.sqrt((one @ one) * (v @ v))) for v in (two, three))
    assert near > far + 0.1


# ---- hiding and the way back

SIGNS = {"place": "[PLACE]", "time": "[TIME]"}


@pytest.mark.parametrize(
    ("text", "mentions", "hidden"),
    [
        ("내일 부산 가", [("time", 0, 2), ("place", 3, 5)], "[TIME] [PLACE] 가"),
        ("부산", [("place", 0, 2)], "[PLACE]"),
        ("안녕", [], "안녕"),
        ("태풍 와", [("hazard", 0, 2)], "태풍 와"),
        ("부산역 가", [("place", 0, 3), ("place", 0, 2)], "[PLACE] 가"),
        ("서울부산", [("place", 0, 2), ("place", 2, 4)], "[PLACE][PLACE]"),
    ],
)
def test_hiding_can_be_traced_back(text: str, mentions: list[tuple[str, int, int]], hidden: str) -> None:
    found = hide(text, mentions, SIGNS)
    assert found.text == hidden
    for (start, end), (low, high), sign in found.stretches:
        assert found.original((start, end)) == (low, high)
        if not sign:
            assert found.text[start:end] == text[low:high]
    assert found.original((0, len(hidden))) == (0, len(text))


def test_a_piece_of_a_stretch_has_its_own_characters() -> None:
    found = hide("내일 강릉까지 가", [("time", 0, 2), ("place", 3, 5)], SIGNS)
    start = found.text.index("까지")
    assert found.original((start, start + 2)) == (5, 7)
    assert found.original((start + 1, start + 2)) == (6, 7)


# ---- the featurizer


def test_shapes_are_those_that_diet_wants() -> None:
    message, sequence, sentence = featurized("내일 부산까지 기차로 가도 괜찮을까", featurizer())
    assert sequence.shape == (len(message.get(TOKENS_NAMES[TEXT])), 32)
    assert sentence.shape == (1, 32)
    assert np.abs(sequence).sum(axis=1).min() > 0  # every token has a piece


def test_a_token_has_the_mean_of_its_pieces(tiny: Encoder) -> None:
    message, sequence, _ = featurized("강풍이 무서워", featurizer(mask_mentions=False))
    encoded = tiny.encode("강풍이 무서워")
    for token, row in zip(message.get(TOKENS_NAMES[TEXT]), sequence, strict=True):
        touching = [i for i, (a, b) in enumerate(encoded.spans) if a < token.end and token.start < b]
        np.testing.assert_allclose(row, encoded.pieces[touching].mean(axis=0), rtol=1e-5)


def test_what_was_not_read_is_zero() -> None:
    _, sequence, _ = featurized("비가 많이 오는데 밖에 나가도 정말 괜찮을까", featurizer(max_length=6))
    assert np.abs(sequence[0]).max() > 0
    assert np.abs(sequence[-1]).max() == 0


@pytest.mark.parametrize(("hides", "same"), [(True, True), (False, False)])
def test_names_and_times_are_hidden_if_asked(hides: bool, same: bool) -> None:
    component = featurizer(mask_mentions=hides)
    message, *one = featurized("내일 부산 가는 길 안전해?", component)
    assert message.get(MENTIONS)
    _, *two = featurized("모레 강릉 가는 길 안전해?", component)
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True)) is same


def test_a_sentence_has_the_same_features_in_any_company() -> None:
    alone = featurized("비가 오나요", featurizer(cache=0))[2]
    component = featurizer()
    featurized("태풍이 올라온다는데 배를 타도 되는지 걱정이에요", component)
    np.testing.assert_array_equal(featurized("비가 오나요", component)[2], alone)


# ---- errors


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"model": None}, "`model` is needed"),
        ({"model": " "}, "`model` is needed"),
        ({"max_length": 1}, "max_length must be a whole number from 4 to 512"),
        ({"cache": "viel"}, "cache must be"),
        ({"model": "./nowhere"}, "tools.encoder.export ./nowhere"),
        ({"model": "tests/nlu/no_such_encoder"}, "No folder"),
    ],
)
def test_wrong_options_say_what_to_do(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidConfigException, match=said):
        featurizer(**options)


def test_missing_and_broken_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"no model\.onnx.*tools\.encoder\.export"):
        Encoder(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"nothing")
    with pytest.raises(EncoderError, match=r"no tokenizer\.json"):
        Encoder(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderError, match="cannot be read"):
        Encoder(tmp_path)
    shutil.copy(TINY / "tokenizer.json", tmp_path)
    with pytest.raises(EncoderError, match="ONNX Runtime can load"):
        Encoder(tmp_path)


def test_a_hub_that_cannot_be_reached_says_how_to_export(monkeypatch: Any, tmp_path: Path) -> None:
    hub = pytest.importorskip("huggingface_hub")
    fetch = hub.snapshot_download

    def unreachable(name: str, **options: Any) -> str:
        return str(fetch(name, cache_dir=tmp_path, endpoint="http://127.0.0.1:9", etag_timeout=1, **options))

    monkeypatch.setattr(hub, "snapshot_download", unreachable)
    with pytest.raises(EncoderError, match=r"hub did not give it.*tools\.encoder\.export klue/roberta-small"):
        folder_of("klue/roberta-small")


def test_a_tokenizer_without_json_is_converted(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    shutil.copy(TINY / "model.onnx", tmp_path)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "비", "##가", "와", "##요"]
    (tmp_path / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    (tmp_path / "config.json").write_text('{"model_type": "electra"}', encoding="utf-8")
    # As KoELECTRA says it: a lower-casing tokenizer would take syllables apart.
    options = {"tokenizer_class": "ElectraTokenizer", "do_lower_case": False}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(options), encoding="utf-8")
    assert Encoder(tmp_path).encode("비가 와요").spans == ((0, 1), (1, 2), (3, 4), (4, 5))


def test_another_encoder_than_in_training_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "encoder"
    shutil.copytree(TINY, copy)
    config = {**EncoderFeaturizer.get_default_config(), "model": str(copy)}
    storage, resource = LocalModelStorage(tmp_path), Resource("encoder_note")
    EncoderFeaturizer.create(config, storage, resource, CONTEXT).train(TrainingData())
    EncoderFeaturizer.load(config, storage, resource, CONTEXT)
    before = EncoderFeaturizer.fingerprint_addon(config)
    tokenizer = copy / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert EncoderFeaturizer.fingerprint_addon(config) != before
    with pytest.raises(InvalidConfigException, match="has changed since the model was trained"):
        EncoderFeaturizer.load(config, storage, resource, CONTEXT)


# ---- the second configuration

INTENTS = ("ask_route_safety", "find_shelter", "ask_weather", "emergency", "out_of_scope")
SAID = (
    ("내일 대구에서 안동까지 가는 길 안전해?", "ask_route_safety"),
    ("가까운 대피소 어디야", "find_shelter"),
    ("모레 날씨 어때", "ask_weather"),
    ("거실 불 좀 꺼 줘", "out_of_scope"),
)


def test_the_second_configuration_is_the_first_one_and_an_encoder() -> None:
    first, second = (
        yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        for name in ("config.yml", "config.transformer.yml")
    )
    second["pipeline"] = [part for part in second["pipeline"] if "EncoderFeaturizer" not in part["name"]]
    assert second == first, "config.yml has changed: make the same change in config.transformer.yml"


def _subset(folder: Path) -> None:
    """Sixty examples of each of a few intents, and the configuration with the toy encoder.

    What is out of scope is many things, so there are more of those."""
    from tools.nlu.data import training_examples

    lines = ['version: "3.1"', "nlu:"]
    for intent in INTENTS:
        examples = [text for name, text in training_examples() if name == intent]
        wanted = 500 if intent == "out_of_scope" else 60
        lines += [f"- intent: {intent}", "  examples: |"]
        lines += [f"    - {text}" for text in examples[:: max(1, len(examples) // wanted)]]
    (folder / "nlu.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    config = yaml.safe_load((ROOT / "config.transformer.yml").read_text(encoding="utf-8"))
    for component in config["pipeline"]:
        if component["name"].endswith("EncoderFeaturizer"):
            component["model"] = str(TINY)
        if "epochs" in component:
            component["epochs"] = 12
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")


def test_the_second_configuration_is_trained_and_understands(tmp_path: Path) -> None:
    _subset(tmp_path)
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--config", "config.yml", "--nlu", "nlu.yml"]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    done = subprocess.run(
        [*command, "--fixed-model-name", "toy", "--out", "models"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    model = tmp_path / "models" / "toy.tar.gz"
    assert model.exists(), done.stdout[-2000:] + done.stderr[-2000:]

    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    for text, intent in SAID:
        parsed = asyncio.run(agent.parse_message(text))
        assert same_intent(parsed["intent"]["name"]) == intent, (text, parsed["intent"])
