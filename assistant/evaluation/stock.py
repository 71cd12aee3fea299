"""The stock Rasa baseline: trained once on our own examples with `data/stock.yml`, kept in `var/evaluation/`.

Its tokenizer takes most Hangul words for emoji and drops them; a message of which nothing is left becomes one
token. Entities then have no tokens to sit on: that it fills hardly any slot is Rasa's own doing, not ours.

Rasa runs as a command of its own here: only `nlu`, `dialogue` and `actions` may import it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from assistant.evaluation.training import examples
from assistant.settings import ROOT

CONFIG = Path(__file__).with_name("data") / "stock.yml"
CACHE = ROOT / "var" / "evaluation"
"""Git-ignored."""
_NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Asia/Seoul"))
# Time expressions of the training examples are only marked, not resolved: any moment will do.


class BaselineError(Exception):
    """The baseline could not be trained. The message has the end of Rasa's own output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockModel:
    """A trained baseline."""

    path: Path
    stale: bool
    """It was trained on other examples than the present ones."""


def labelled(pairs: Iterator[tuple[str, str]]) -> dict[str, Any]:
    """The examples in Rasa's JSON format, with entities and roles marked by our own annotator.

    Stock Rasa cannot find Korean places and times by itself; it is given our marks to learn from.
    """
    from assistant.nlu.annotate import annotate

    return {
        "rasa_nlu_data": {
            "common_examples": [
                {
                    "intent": intent,
                    "text": text,
                    "entities": [
                        {"start": m.start, "end": m.end, "value": m.text, "entity": m.entity}
                        | ({"role": m.role} if m.role else {})
                        for m in annotate(text, _NOW)
                    ],
                }
                for intent, text in pairs
            ]
        }
    }


def stock_model(*, retrain: bool = False, cache: Path = CACHE) -> StockModel:
    """The cached baseline, trained now if there is none (minutes). Raises `BaselineError`."""
    pairs = list(examples())
    fingerprint = _fingerprint(pairs)
    kept = sorted(cache.glob("stock-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    wanted = cache / f"stock-{fingerprint}.tar.gz"
    if not retrain and kept:
        path = wanted if wanted in kept else kept[-1]
        return StockModel(path=path, stale=path != wanted)
    cache.mkdir(parents=True, exist_ok=True)
    data = cache / f"stock-{fingerprint}.json"
    data.write_text(json.dumps(labelled(iter(pairs)), ensure_ascii=False), encoding="utf-8")
    _train(data, wanted)
    return StockModel(path=wanted, stale=False)


def _fingerprint(pairs: list[tuple[str, str]]) -> str:
    digest = hashlib.sha256(CONFIG.read_bytes())
    for intent, text in pairs:
        digest.update(f"{intent}\t{text}\n".encode())
    return digest.hexdigest()[:12]


def _train(data: Path, model: Path) -> None:
    """Runs `rasa train nlu`, as a user of stock Rasa would."""
    name = model.name.removesuffix(".tar.gz")
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--nlu", str(data), "--config", str(CONFIG)]
    command += ["--out", str(model.parent), "--fixed-model-name", name]
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(  # noqa: S603 - our own arguments
        command, cwd=model.parent, env=os.environ | quiet, capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or not model.is_file():
        output = (done.stderr or done.stdout)[-2000:]
        raise BaselineError(f"rasa train nlu failed ({done.returncode}):\n{output}")
