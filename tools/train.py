"""Trains the Rasa model once per content: `models/gilbeot-<hash>.tar.gz`.

The hash covers what the model is made of: config, domain, nlu_data, our components and the data they read,
and the versions of the libraries. Nothing changed: nothing to do, and no TensorFlow is imported to find out.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
SOURCES = (
    "config.yml",
    "domain.yml",
    "nlu_data/**/*.yml",
    "assistant/nlu/*",
    "assistant/korean/**/*",
    "assistant/places/**/*",
)
LIBRARIES = ("rasa", "tensorflow", "scikit-learn", "kiwipiepy", "kiwipiepy-model", "numpy")

QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
RASA_WITHOUT_WARNINGS = """
import warnings
warnings.showwarning = lambda *_, **__: None  # Rasa resets every filter at its start
from rasa.__main__ import main
main()
"""


def files() -> Iterator[Path]:
    """Everything that the trained model depends on, in a fixed order."""
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def fingerprint() -> str:
    """Twelve hex digits that name the content."""
    digest = hashlib.sha256()
    for name in LIBRARIES:
        digest.update(f"{name}={version(name)}\n".encode())
    for path in files():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def main() -> int:
    """Trains unless the model of this content is there already."""
    name = f"gilbeot-{fingerprint()}"
    target = MODELS / f"{name}.tar.gz"
    if target.exists():
        target.touch()
        print(f"==> dialogue model {target.name} is up to date")
        return 0
    print(f"==> training the dialogue model {target.name} (about two minutes on two cores)", flush=True)
    began = time.monotonic()
    rasa = [sys.executable, "-c", RASA_WITHOUT_WARNINGS, "train"]
    # Rasa's cache knows the source of a component's class, not the tables and functions the class calls.
    command = [*rasa, "--force", "--data", "nlu_data", "--fixed-model-name", name, "--out", str(MODELS)]
    status = subprocess.run(command, cwd=ROOT, env={**os.environ, **QUIET}, check=False).returncode
    if status != 0 or not target.exists():
        print("==> training failed; the lines above say why", file=sys.stderr)
        return status or 1
    for old in MODELS.glob("gilbeot-*.tar.gz"):
        if old != target:
            old.unlink()
    print(f"==> trained in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
