"""How well the text of disaster messages tells hazard and region, against the senders' own fields.

    python -m tools.feeds.evaluate_messages ../shared/data/disaster_messages/mois_….csv [type]

The senders' types are rough (docs/feeds.md says how), so disagreement is looked at: a type as second argument
lists the messages of that type for which it is not among the hazards told.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from assistant.feeds.message_text import message_table, regions_meant, regions_sent, rules_of


@dataclass
class Agreement:
    """Counts over all messages."""

    total: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    """The hazard of the sender's type is among those told."""
    first: Counter[str] = field(default_factory=Counter)
    unknown_regions: int = 0
    at_one_spot: int = 0
    """Messages about one spot that went to several districts."""
    narrowed: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)
    """(type, text) where the type is not among the hazards told."""


def evaluate(path: Path) -> Agreement:
    """Reads all messages of a file."""
    types, counts = message_table().types, Agreement()
    with path.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            text, kind = row["메시지내용"], row["재난유형"]
            sent, missing = regions_sent(row["수신지역"])
            counts.unknown_regions += missing > 0
            rules = rules_of(text)
            if rules and rules[0].point and len(sent) > 1:
                counts.at_one_spot += 1
                counts.narrowed += len(regions_meant(text, sent)) < len(sent)
            if kind not in types:
                continue
            counts.total[kind] += 1
            counts.first[kind] += bool(rules) and rules[0].hazard is types[kind]
            if any(rule.hazard is types[kind] for rule in rules):
                counts.told[kind] += 1
            else:
                counts.missed.append((kind, text))
    return counts


def main(path: str, show: str = "") -> None:
    """Prints the tables."""
    counts = evaluate(Path(path))
    for kind, text in counts.missed:
        if kind == show:
            print(" ", [rule.label for rule in rules_of(text)], text[:120].replace("\n", " "))
    for kind, count in counts.total.most_common():
        print(
            f"{kind}\t{count}\ttold {counts.told[kind] / count:.3f}\tfirst {counts.first[kind] / count:.3f}"
        )
    every = counts.total.total()
    print(f"all\t{every}\ttold {counts.told.total() / every:.3f}\tfirst {counts.first.total() / every:.3f}")
    print(
        f"regions unknown {counts.unknown_regions}; "
        f"at one spot {counts.at_one_spot}, narrowed {counts.narrowed}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
