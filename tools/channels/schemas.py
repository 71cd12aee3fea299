"""Writes the interaction models of smart speakers into docs/channels.

python -m tools.channels.schemas            writes all files, removes those that are no longer made
python -m tools.channels.schemas --check    fails if a committed file is not what is made now
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.channels import alexa, clova, nugu
from tools.channels.examples import ROOT

TARGET = ROOT / "docs" / "channels"


def files() -> dict[str, str]:
    """Every file by its path within docs/channels."""
    return {**nugu.files(), **clova.files(), **alexa.files()}


def stale(target: Path = TARGET) -> list[str]:
    """Paths of files that differ, are missing, or are no longer made."""
    made = files()
    there = {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()}
    different = {
        name
        for name, text in made.items()
        if name in there and (target / name).read_text(encoding="utf-8") != text
    }
    return sorted(different | (set(made) ^ there))


def main() -> int:
    """Command line entry; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    if parser.parse_args().check:
        wrong = stale()
        if wrong:
            print("run python -m tools.channels.schemas: " + ", ".join(wrong), file=sys.stderr)
        return 1 if wrong else 0
    made = files()
    for path in TARGET.rglob("*"):
        if path.is_file() and str(path.relative_to(TARGET)) not in made:
            path.unlink()
    for name, text in made.items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{len(made)} files in {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
