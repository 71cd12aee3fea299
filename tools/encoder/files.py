"""Writes an encoder's folder: torch weights to ONNX, int8 where asked, with tokenizer and a card of facts."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

from assistant.nlu.encoder import Encoder, digest_of

Card = dict[str, Any]
LARGEST_DIFFERENCE = 1e-3
"""Float network and torch must agree to this; int8 is measured by the cosine of sentence vectors instead."""
PROBES = ("내일 부산 가는 길 안전해?", "비 많이 오는데 지금 출발해도 될까", "보일러 좀 꺼 줘", "응")


def save(model: Any, tokenizer: Any, folder: Path, card: Card, *, int8: bool = True) -> dict[str, Any]:
    """Writes `model.onnx`, `tokenizer.json` and `card.json`; returns the card with size and fidelity.

    `model` is any torch encoder of Hugging Face, `tokenizer` a `tokenizers.Tokenizer`.
    Raises `RuntimeError` if the ONNX network does not compute what torch does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(folder / "tokenizer.json"))
    with tempfile.TemporaryDirectory() as name:
        exact = Path(name) / "model.onnx"
        _to_onnx(model, tokenizer, exact)
        shutil.copy(folder / "tokenizer.json", name)
        worst = _difference(model, tokenizer, Encoder(exact.parent))
        if worst > LARGEST_DIFFERENCE:
            raise RuntimeError(f"The exported network differs from torch by {worst:.1e}.")
        if int8:
            _quantize(exact, folder / "model.onnx")
        else:
            shutil.copy(exact, folder / "model.onnx")
        card = {
            **card,
            "int8": int8,
            "bytes": (folder / "model.onnx").stat().st_size,
            "cosine_to_float": round(_cosine(Encoder(exact.parent), Encoder(folder)), 4),
            "digest": digest_of(folder),
        }
    text = json.dumps(card, ensure_ascii=False, indent=1) + "\n"
    (folder / "card.json").write_text(text, encoding="utf-8")
    return card


def _to_onnx(model: Any, tokenizer: Any, path: Path) -> None:
    import torch

    class LastStates(torch.nn.Module):
        """The encoder with plain tensors in and out."""

        def __init__(self, types: bool) -> None:
            super().__init__()
            self.encoder, self.types = model, types

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any = None) -> Any:
            """Vectors of all pieces."""
            more = {"token_type_ids": token_type_ids} if self.types else {}
            return self.encoder(input_ids=input_ids, attention_mask=attention_mask, **more).last_hidden_state

    types = getattr(model.config, "type_vocab_size", 0) > 1
    names = ["input_ids", "attention_mask", *(["token_type_ids"] if types else [])]
    pieces = tokenizer.encode(PROBES[0])
    columns = (pieces.ids, pieces.attention_mask, pieces.type_ids)[: len(names)]
    model.eval()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            LastStates(types).eval(),
            tuple(torch.tensor([column]) for column in columns),
            str(path),
            input_names=names,
            output_names=["last_hidden_state"],
            dynamic_axes={name: {0: "batch", 1: "pieces"} for name in [*names, "last_hidden_state"]},
            opset_version=17,
            dynamo=False,
        )


def _quantize(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quant_pre_process, quantize_dynamic

    with tempfile.TemporaryDirectory() as name:
        ready = Path(name) / "ready.onnx"
        quant_pre_process(str(source), str(ready), skip_symbolic_shape=True)
        # 7-bit weights: processors without VNNI add pairs of products in 16 bits, which 8 would overflow.
        quantize_dynamic(
            str(ready), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )


def _difference(model: Any, tokenizer: Any, encoder: Encoder) -> float:
    import torch

    worst = 0.0
    for text in PROBES:
        pieces = tokenizer.encode(text)
        with torch.no_grad():
            states = model(
                input_ids=torch.tensor([pieces.ids]), attention_mask=torch.tensor([pieces.attention_mask])
            ).last_hidden_state
        mean = states[0].mean(dim=0).numpy()
        worst = max(worst, float(abs(mean - encoder.encode(text).sentence).max()))
    return worst


def _cosine(one: Encoder, other: Encoder) -> float:
    """The smallest cosine of the probes' sentence vectors."""
    pairs = [(one.encode(text).sentence, other.encode(text).sentence) for text in PROBES]
    return min(float(a @ b / ((a @ a) * (b @ b)) ** 0.5) for a, b in pairs)
