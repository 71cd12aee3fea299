"""A text encoder on ONNX Runtime: a folder with `model.onnx` and a tokenizer in, vectors out. No Rasa here.

Any encoder of the Hugging Face hub can be such a folder (KLUE-RoBERTa, KoELECTRA ...), once
`python -m tools.encoder.export` has turned its weights to ONNX. Torch is needed for that, never here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.nlu.hiding import Span
from assistant.settings import ROOT

Vectors = npt.NDArray[np.float32]

MODELS = ("model.onnx", "onnx/model_quantized.onnx", "onnx/model.onnx")
"""Where exporters put the network, the first that exists."""
TOKENIZERS = ("tokenizer.json", "tokenizer_config.json", "vocab.txt")
INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})
SHIPPED = Path(__file__).with_name("data")


class EncoderError(ValueError):
    """The encoder cannot be used; the message says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """The vectors of one text."""

    sentence: Vectors
    """(dimension,): the mean over all pieces, those that mark the ends of the text included."""
    pieces: Vectors
    """(pieces, dimension), without the marks at the ends."""
    spans: tuple[Span, ...]
    """Where each piece lies in the text."""


def needed(package: str) -> Any:
    """A package of the extra `encoder`, imported when it is first used."""
    try:
        return import_module(package)
    except ImportError as error:
        raise EncoderError(
            f"The package {package} is not installed: uv sync --extra encoder (or pip install {package})."
        ) from error


def export_hint(model: str) -> str:
    """How a folder with ONNX is made from a Hugging Face model."""
    name = model.rstrip("/").rsplit("/", 1)[-1]
    return f"python -m tools.encoder.export {model} --out encoders/{name}"


def folder_of(model: str, revision: str | None = None) -> Path:
    """The folder of a model: a path (from here or from the repository), a shipped encoder, or a hub name.

    A name like `klue/roberta-small` is looked up in the local cache of the hub first and then on the hub.
    Raises `EncoderError`.
    """
    for path in (Path(model), ROOT / model, SHIPPED / model):
        if path.is_dir():
            return path
    local = model.startswith((".", "/", "~")) or model.count("/") != 1
    if local or (ROOT / model).parent.is_dir():
        raise EncoderError(
            f"No folder {model!r} with an encoder. Make one where torch is installed: {export_hint(model)}"
        )
    return _from_hub(model, revision)


def _from_hub(name: str, revision: str | None) -> Path:
    hub = needed("huggingface_hub")
    options: dict[str, Any] = {"revision": revision, "allow_patterns": [*MODELS, *TOKENIZERS]}
    try:
        return Path(hub.snapshot_download(name, local_files_only=True, **options))
    except (OSError, ValueError):
        pass  # not in the cache
    try:
        return Path(hub.snapshot_download(name, **options))
    except Exception as error:  # network, names and rights fail in a dozen classes there
        raise EncoderError(
            f"{name!r} is no folder here, and the Hugging Face hub did not give it "
            f"({type(error).__name__}). Where the hub can be reached: {export_hint(name)}; "
            "then name that folder as `model`."
        ) from error


def model_file(folder: Path) -> Path:
    """The network of a folder. Raises `EncoderError`."""
    for name in MODELS:
        if (folder / name).is_file():
            return folder / name
    raise EncoderError(
        f"{folder} has no model.onnx. Export the weights where torch is installed: {export_hint(str(folder))}"
    )


def tokenizer_of(folder: Path) -> Any:
    """The tokenizer of a folder; one without tokenizer.json is converted by `transformers`."""
    tokenizers = needed("tokenizers")
    file = folder / TOKENIZERS[0]
    if file.is_file():
        try:
            return tokenizers.Tokenizer.from_file(str(file))
        except Exception as error:  # the library raises Exception itself
            raise EncoderError(f"{file} cannot be read: {error}") from error
    if not any((folder / name).is_file() for name in TOKENIZERS):
        raise EncoderError(f"{folder} has no tokenizer.json (nor the files that one can be made from).")
    try:
        auto = needed("transformers").AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        return tokenizers.Tokenizer.from_str(auto.backend_tokenizer.to_str())
    except (OSError, ValueError, AttributeError) as error:
        raise EncoderError(f"No tokenizer can be made from {folder}: {error}") from error


def digest_of(folder: Path) -> str:
    """Sixteen hex digits that name the network and its tokenizer."""
    digest = hashlib.sha256()
    for file in (model_file(folder), *(folder / name for name in TOKENIZERS)):
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


class Encoder:
    """One loaded encoder, which takes texts one by one.

    The activations of an int8 network are scaled over all that is in a batch: in company a sentence
    would get other vectors than alone, and training data others than the same words at run time.
    """

    def __init__(self, folder: Path, *, max_length: int = 64, threads: int = 1, cache: int = 2000) -> None:
        """`max_length` in pieces, the rest of a text is not read; `cache` in texts. Raises `EncoderError`."""
        path = model_file(folder)
        runtime = needed("onnxruntime")
        self._tokenizer = tokenizer_of(folder)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length)
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime's own classes are not public
            raise EncoderError(f"{path} is no network that ONNX Runtime can load: {error}") from error
        self._inputs = [node.name for node in self._session.get_inputs()]
        if not {"input_ids"} <= set(self._inputs) <= INPUTS:
            raise EncoderError(
                f"{path} wants {', '.join(self._inputs)}; an encoder takes {', '.join(sorted(INPUTS))}."
            )
        outputs = [node.name for node in self._session.get_outputs()]
        self._output = "last_hidden_state" if "last_hidden_state" in outputs else outputs[0]
        self.encode = lru_cache(cache)(self._encode)
        self.dimension = len(self.encode("길").sentence)

    def sign(self, *names: str) -> str:
        """The first of the names that is a piece of this encoder's vocabulary, else a blank."""
        known = (name for name in names if self._tokenizer.token_to_id(name) is not None)
        return next(known, " ")

    def _encode(self, text: str) -> Encoded:
        pieces = self._tokenizer.encode(text)
        columns = {
            "input_ids": pieces.ids,
            "attention_mask": pieces.attention_mask,
            "token_type_ids": pieces.type_ids,
        }
        feed = {name: np.array([columns[name]], np.int64) for name in self._inputs}
        try:
            states = self._session.run([self._output], feed)[0]
        except Exception as error:  # as above
            raise EncoderError(
                f"The encoder failed on {len(pieces.ids)} pieces (is max_length too long for it?): {error}"
            ) from error
        if states.ndim != 3 or states.shape[1] != len(pieces.ids):
            raise EncoderError(f"The encoder gives {self._output} {states.shape}, not one vector a piece.")
        vectors: Vectors = states[0].astype(np.float32)
        # Not by the tokenizer's mask of special pieces: a sign for a name is one, yet stands in the text.
        inner = [i for i, (start, end) in enumerate(pieces.offsets) if end > start]
        return Encoded(vectors.mean(axis=0), vectors[inner], tuple(pieces.offsets[i] for i in inner))
