"""The forward pass of a trained DIET intent classifier in numpy: no TensorFlow needed to answer.

DIET is small (one or two transformer layers over a dozen tokens), so numpy answers it in well under a
millisecond, where TensorFlow needs three, ten seconds to import and 400 MB. The weights come from
`diet_export`; the layers and their order are those of Rasa 3.6 (`rasa.utils.tensorflow.transformer`,
`rasa_layers`, `layers`), for a batch of one message, at inference (no dropout, no masks, no padding).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

EPSILON = 1e-6
"""Of every layer normalisation in Rasa's transformer."""


class WeightsError(ValueError):
    """A file of weights that this version does not understand."""


@dataclass(frozen=True, slots=True)
class Dense:
    """`x @ kernel + bias`."""

    kernel: Floats
    bias: Floats

    def __call__(self, x: Any) -> Floats:
        """For numpy arrays and scipy's sparse matrices alike; one row in, one row out."""
        out: Floats = x @ self.kernel
        return out + self.bias


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation over the last axis."""

    gamma: Floats
    beta: Floats

    def __call__(self, x: Floats) -> Floats:
        """Same shape as `x`."""
        centred = x - x.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
        out: Floats = centred / scale * self.gamma + self.beta
        return out


@dataclass(frozen=True, slots=True)
class Layer:
    """One transformer encoder layer, normalisation first."""

    before_attention: Norm
    query: Dense
    key: Dense
    value: Dense
    output: Dense
    before_filter: Norm
    widen: Dense
    narrow: Dense

    def __call__(self, x: Floats, heads: int, *, last_only: bool) -> Floats:
        """`(length, units)` in; out the same, or with `last_only` just the last row, `(1, units)`."""
        seen = self.before_attention(x)
        asking = seen[-1:] if last_only else seen
        query, key, value = (
            np.swapaxes(dense(part).reshape(len(part), heads, -1), 0, 1)
            for dense, part in ((self.query, asking), (self.key, seen), (self.value, seen))
        )
        logits = query @ np.swapaxes(key, 1, 2) / np.float32(math.sqrt(key.shape[-1]))
        mixed = np.swapaxes(softmax(logits) @ value, 0, 1).reshape(len(asking), -1)
        x = (x[-1:] if last_only else x) + self.output(mixed)
        out: Floats = x + self.narrow(gelu(self.widen(self.before_filter(x))))
        return out


@dataclass(frozen=True, slots=True)
class Input:
    """What turns the features of one type (sequence or sentence) into transformer input."""

    sparse: Dense | None
    unify: Dense | None
    """Only where sequence and sentence would differ in width."""

    def __call__(self, sparse: Any, dense: Floats | None) -> Floats:
        """Rows of width `dense_dimension`, plus that of the dense features where there are some."""
        parts = [] if self.sparse is None else [self.sparse(sparse)]
        parts += [] if dense is None else [dense]
        joined: Floats = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)
        return joined if self.unify is None else gelu(self.unify(joined))


@dataclass(frozen=True, slots=True)
class Encoder:
    """The transformer over a message's tokens and, at the end, the message as a whole."""

    heads: int
    tokens: Input
    embedding: Dense
    layers: tuple[Layer, ...]
    final: Norm

    def __call__(self, sequence: Features, whole: Floats) -> Floats:
        """What `whole`, `(1, width)`, has become in the light of the tokens: `(units,)`."""
        x = np.concatenate([self.tokens(*sequence), whole])
        units = self.embedding.bias.shape[0]
        x = self.embedding(x) * np.float32(math.sqrt(units)) + positions(len(x), units)
        for layer in self.layers:
            # Only the last position is read in the end.
            x = layer(x, self.heads, last_only=layer is self.layers[-1])
        return gelu(self.final(x[-1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class DietNetwork:
    """A trained intent classifier. `labels[i]` is the intent of row `i` of `label_embeddings`."""

    labels: tuple[str, ...]
    sentence: Input
    encoder: Encoder | None
    """None where DIET was configured without transformer layers."""
    text: Dense
    label_embeddings: Floats

    def confidences(self, sequence: Features, sentence: Features) -> Floats:
        """Softmax over `labels` for one message, `(labels,)`.

        `sequence` has a row per token, `sentence` one row.
        """
        whole = self.sentence(*sentence)
        vector = whole[0] if self.encoder is None else self.encoder(sequence, whole)
        return softmax(self.label_embeddings @ self.text(vector))

    def save(self, path: Path) -> None:
        """One `.npz` without pickles."""
        arrays = dict(_flatten(self, ""))
        about: dict[str, Any] = {"labels": self.labels}
        if self.encoder is not None:
            about |= {"heads": self.encoder.heads, "layers": len(self.encoder.layers)}
        np.savez(path, about=np.array(json.dumps(about)), **arrays)

    @classmethod
    def load(cls, path: Path) -> DietNetwork:
        """The inverse of `save`. Raises `WeightsError`."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            about = json.loads(str(arrays.pop("about")))
            return cls(
                labels=tuple(about["labels"]),
                sentence=_input(arrays, "sentence."),
                encoder=_encoder(arrays, about["heads"], about["layers"]) if "heads" in about else None,
                text=_dense(arrays, "text."),
                label_embeddings=arrays["label_embeddings"],
            )
        except (KeyError, ValueError, OSError, EOFError, BadZipFile) as error:
            raise WeightsError(f"{path} holds no weights of DIET that can be read: {error!r}") from error


Features = tuple[Any, Floats | None]
"""A sparse matrix (or None) and a dense one (or None) with the same number of rows."""


def softmax(x: Floats) -> Floats:
    """Over the last axis."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    out: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return out


def gelu(x: Floats) -> Floats:
    """The exact one, by the error function, as `tf.nn.gelu` computes it."""
    root = math.sqrt(0.5)
    errors = np.fromiter(map(math.erf, (x * root).ravel().tolist()), dtype=np.float32, count=x.size)
    out: Floats = np.float32(0.5) * x * (1 + errors.reshape(x.shape))
    return out


def positions(length: int, units: int) -> Floats:
    """The sines and cosines that tell a transformer the order, `(length, units)`."""
    column = np.arange(units)
    angles = np.arange(length)[:, None] / np.power(10000, 2 * (column // 2) / np.float32(units))
    return np.where(column % 2 == 0, np.sin(angles), np.cos(angles)).astype(np.float32)


def _flatten(part: Any, name: str) -> list[tuple[str, Floats]]:
    if isinstance(part, np.ndarray):
        return [(name, part)]
    if isinstance(part, tuple):
        return [pair for i, item in enumerate(part) for pair in _flatten(item, f"{name}.{i}")]
    if hasattr(part, "__dataclass_fields__"):
        dot = f"{name}." if name else ""
        return [pair for f in fields(part) for pair in _flatten(getattr(part, f.name), f"{dot}{f.name}")]
    return []


def _dense(arrays: dict[str, Floats], name: str) -> Dense:
    return Dense(arrays[f"{name}kernel"], arrays[f"{name}bias"])


def _norm(arrays: dict[str, Floats], name: str) -> Norm:
    return Norm(arrays[f"{name}gamma"], arrays[f"{name}beta"])


def _optional(arrays: dict[str, Floats], name: str) -> Dense | None:
    return _dense(arrays, name) if f"{name}kernel" in arrays else None


def _input(arrays: dict[str, Floats], name: str) -> Input:
    return Input(_optional(arrays, f"{name}sparse."), _optional(arrays, f"{name}unify."))


def _encoder(arrays: dict[str, Floats], heads: int, layers: int) -> Encoder:
    return Encoder(
        heads,
        _input(arrays, "encoder.tokens."),
        _dense(arrays, "encoder.embedding."),
        tuple(_layer(arrays, f"encoder.layers.{i}.") for i in range(layers)),
        _norm(arrays, "encoder.final."),
    )


def _layer(arrays: dict[str, Floats], name: str) -> Layer:
    parts: dict[str, Any] = {
        part.name: (_norm if part.type == "Norm" else _dense)(arrays, f"{name}{part.name}.")
        for part in fields(Layer)
    }
    return Layer(**parts)
