"""Turns a Hugging Face encoder into a folder for `EncoderFeaturizer`.

    python -m tools.encoder.export klue/roberta-small --out encoders/klue-roberta-small
    python -m tools.encoder.export ./my-model --out encoders/mine --float

Int8 unless `--float`: a quarter of the size, about twice as fast, sentence vectors within a few percent.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.encoder.files import save

FORMAT = argparse.RawDescriptionHelpFormatter


def export(name: str, out: Path, *, int8: bool = True, revision: str | None = None) -> dict[str, object]:
    """Loads with torch, writes ONNX; returns the card. Raises `OSError` if there is no such model."""
    import tokenizers
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(name, revision=revision, attn_implementation="eager")
    auto = AutoTokenizer.from_pretrained(name, revision=revision)
    tokenizer = tokenizers.Tokenizer.from_str(auto.backend_tokenizer.to_str())
    config = AutoConfig.from_pretrained(name, revision=revision)
    card = {
        "model": name,
        "revision": revision or getattr(config, "_commit_hash", None),
        "dimension": config.hidden_size,
        "licence": "that of the original model",
    }
    return save(model, tokenizer, out, card, int8=int8)


def main() -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", help="a name on the hub or a folder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--revision", help="a commit of the hub's repository")
    parser.add_argument("--float", action="store_true", help="32-bit weights")
    options = parser.parse_args()
    try:
        card = export(options.model, options.out, int8=not options.float, revision=options.revision)
    except (OSError, RuntimeError) as error:
        print(f"{options.model} cannot be exported: {error}", file=sys.stderr)
        return 1
    print("\n".join(f"{key}: {value}" for key, value in card.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
