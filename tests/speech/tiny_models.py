"""Models so small that they are written by hand, in the formats that sherpa-onnx and Piper read.

They recognise and speak tones instead of words: what is tested with them is that a real engine decodes and
synthesises through our code. `onnx` itself is not needed: an ONNX file is a few nested protobuf messages.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Weights = Mapping[str, NDArray[np.float32] | NDArray[np.int64]]
_TYPES = {np.dtype(np.float32): 1, np.dtype(np.int64): 7}
_FLOAT, _INT32, _INT64 = 1, 6, 7
MELS = 80


def _varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _field(number: int, value: int | str | bytes | float) -> bytes:
    match value:
        case int():
            return _varint(number << 3) + _varint(value)
        case float():
            return _varint(number << 3 | 5) + struct.pack("<f", value)
        case str():
            value = value.encode()
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def node(op: str, inputs: Sequence[str], output: str, **attributes: int | Sequence[int]) -> bytes:
    """An operation; attributes are whole numbers or rows of them."""
    body = b"".join(_field(1, name) for name in inputs) + _field(2, output) + _field(4, op)
    for name, value in attributes.items():
        whole = isinstance(value, int)
        numbers = _field(3, value) if whole else b"".join(_field(8, each) for each in value)  # type: ignore[union-attr]
        body += _field(5, _field(1, name) + numbers + _field(20, 2 if whole else 7))
    return body


def _tensor(name: str, values: NDArray[np.float32] | NDArray[np.int64]) -> bytes:
    dims = b"".join(_field(1, size) for size in values.shape)
    return dims + _field(2, _TYPES[values.dtype]) + _field(8, name) + _field(9, values.tobytes())


def _value(name: str, kind: int, shape: Sequence[int | str]) -> bytes:
    dims = b"".join(_field(1, _field(1 if isinstance(size, int) else 2, size)) for size in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, dims)))


def write(
    path: Path,
    nodes: Iterable[bytes],
    inputs: Mapping[str, tuple[int, Sequence[int | str]]],
    outputs: Mapping[str, tuple[int, Sequence[int | str]]],
    weights: Weights,
    **about: object,
) -> None:
    """An ONNX file: inputs and outputs by name, with type and shape; `about` is its metadata."""
    graph = b"".join(_field(1, each) for each in nodes) + _field(2, "tiny")
    graph += b"".join(_field(5, _tensor(name, values)) for name, values in weights.items())
    for number, values in ((11, inputs), (12, outputs)):
        graph += b"".join(_field(number, _value(name, *kind)) for name, kind in values.items())
    model = _field(1, 8) + _field(7, graph) + _field(8, _field(2, 13))
    for key, value in about.items():
        model += _field(14, _field(1, key) + _field(2, str(value)))
    path.write_bytes(model)


def streaming_recognizer(folder: Path, low: str, high: str) -> None:
    """A transducer of sherpa-onnx that hears a word in a low tone and another one in a high tone."""
    (folder / "tokens.txt").write_text(f"<blk> 0\n▁{low} 1\n▁{high} 2\n<unk> 3\n", encoding="utf-8")
    state: tuple[int, Sequence[int | str]] = (_FLOAT, (1, "N", 4))
    write(
        folder / "encoder.onnx",
        [
            node("ReduceMean", ["x"], "mean", axes=[1], keepdims=1),
            node("MatMul", ["mean", "bands"], "loud"),
            node("Sub", ["loud", "least"], "encoder_out"),
            node("Identity", ["h"], "next_h"),
            node("Identity", ["c"], "next_c"),
        ],
        {"x": (_FLOAT, ("N", 9, MELS)), "h": state, "c": state},
        {"encoder_out": (_FLOAT, ("N", 1, 4)), "next_h": state, "next_c": state},
        {"bands": _bands(4, 1), "least": np.array([0, 4, 4, 90], np.float32)},
        model_type="lstm",
        num_encoder_layers=1,
        T=9,
        decode_chunk_len=4,
        rnn_hidden_size=4,
        d_model=4,
    )
    # A word is said once, until another one was said.
    said = np.diag(np.array([0, -90, -90, -90], np.float32))
    write(
        folder / "decoder.onnx",
        [
            node("Gather", ["y", "last"], "word", axis=1),
            node("Gather", ["said", "word"], "decoder_out", axis=0),
        ],
        {"y": (_INT64, ("N", 2))},
        {"decoder_out": (_FLOAT, ("N", 4))},
        {"said": said, "last": np.array(1, np.int64)},
        vocab_size=4,
        context_size=2,
    )
    write(
        folder / "joiner.onnx",
        [node("Add", ["encoder_out", "decoder_out"], "logit")],
        {"encoder_out": (_FLOAT, ("N", 4)), "decoder_out": (_FLOAT, ("N", 4))},
        {"logit": (_FLOAT, ("N", 4))},
        {},
        joiner_dim=4,
    )


def whole_recognizer(folder: Path, low: str, high: str) -> None:
    """The same as a SenseVoice model, which writes four marks in front of what is said."""
    marks = ("<|ko|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>")
    rows = ("<blk>", *marks, f"▁{low}", f"▁{high}")
    text = "".join(f"{row} {number}\n" for number, row in enumerate(rows))
    (folder / "tokens.txt").write_text(text, encoding="utf-8")
    size, stacked = len(rows), 7
    before = np.full((1, 4, size), -20, np.float32)
    before[0, np.arange(4), np.arange(1, 5)] = 20
    least = np.array([0, 90, 90, 90, 90, 4, 4], np.float32)
    write(
        folder / "model.onnx",
        [
            node("MatMul", ["x", "bands"], "loud"),
            node("Sub", ["loud", "least"], "frames"),
            node("Concat", ["before", "frames"], "logits", axis=1),
        ],
        {
            "x": (_FLOAT, (1, "T", stacked * MELS)),
            **dict.fromkeys(("x_length", "language", "text_norm"), (_INT32, (1,))),
        },
        {"logits": (_FLOAT, (1, "U", size))},
        {"bands": np.tile(_bands(size, 5) / stacked, (stacked, 1)), "least": least, "before": before},
        model_type="sense_voice_ctc",
        vocab_size=size,
        lfr_window_size=stacked,
        lfr_window_shift=6,
        normalize_samples=0,
        with_itn=14,
        without_itn=15,
        **{f"lang_{name}": number for number, name in enumerate(("auto", "zh", "en", "yue", "ja", "ko"))},
        neg_mean=",".join(["0"] * stacked * MELS),
        inv_stddev=",".join(["1"] * stacked * MELS),
    )


def _bands(size: int, first: int) -> NDArray[np.float32]:
    """How much more there is in low bands of sound than in high ones, and the other way round."""
    found = np.zeros((MELS, size), np.float32)
    found[4:14, first], found[50:60, first] = 0.1, -0.1
    found[:, first + 1] = -found[:, first]
    return found


PHONES = "_^$ .,?!abdefhijklmnoprstuvwxyzæŋɐɑɔəɛɡɣɨɪɫɯɲɸɾʃʊʌʎʑʔʥʨʰʲˈˌː͈̚"
"""What espeak-ng writes of Korean, and Piper's marks."""
PHONE_SAMPLES = 800
"""At length 1, 16 kHz."""


def phone_voice(path: Path) -> None:
    """A voice that plays a tone of its own for each phone, as a file for Piper and for sherpa-onnx."""
    hertz = 200 + 40 * np.arange(len(PHONES))
    time = np.arange(2 * PHONE_SAMPLES) / 16_000
    tones = np.sin(2 * np.pi * hertz[:, None] * time).astype(np.float32) * np.float32(0.3)
    tones[:4] = 0  # pads, ends and spaces are silent
    write(
        path,
        [
            node("Gather", ["scales", "one"], "length", axis=0),
            node("Mul", ["length", "samples"], "long"),
            node("Cast", ["long"], "whole", to=_INT64),
            node("Reshape", ["whole", "row"], "end"),
            node("Slice", ["tones", "start", "end", "row"], "said"),
            node("Gather", ["said", "input"], "phones", axis=0),
            node("Reshape", ["phones", "flat"], "output"),
        ],
        {"input": (_INT64, ("N", "P")), "input_lengths": (_INT64, ("N",)), "scales": (_FLOAT, (3,))},
        {"output": (_FLOAT, (1, 1, 1, "T"))},
        {
            "tones": tones,
            "samples": np.array(PHONE_SAMPLES, np.float32),
            "one": np.array(1, np.int64),
            "row": np.array([1], np.int64),
            "start": np.array([0], np.int64),
            "flat": np.array([1, 1, 1, -1], np.int64),
        },
        model_type="vits",
        comment="piper",
        language="Korean",
        voice="ko",
        has_espeak=1,
        n_speakers=1,
        sample_rate=16_000,
    )
    numbers = {phone: [number] for number, phone in enumerate(PHONES)}
    Path(f"{path}.json").write_text(
        json.dumps(
            {
                "audio": {"sample_rate": 16_000},
                "espeak": {"voice": "ko"},
                "inference": {"noise_scale": 0.6, "length_scale": 1, "noise_w": 0.8},
                "phoneme_type": "espeak",
                "phoneme_map": {},
                "phoneme_id_map": numbers,
                "num_symbols": len(PHONES),
                "num_speakers": 1,
                "speaker_id_map": {},
            }
        ),
        encoding="utf-8",
    )


def sherpa_voice(folder: Path) -> None:
    """The same as a folder for sherpa-onnx."""
    phone_voice(folder / "voice.onnx")
    tokens = "".join(f"{phone} {number}\n" for number, phone in enumerate(PHONES))
    (folder / "tokens.txt").write_text(tokens, encoding="utf-8")
