"""How well the text of disaster messages tells hazard and region, against the senders' own fields.

    python -m tools.feeds.evaluate_messages ../shared/data/disaster_messages/mois_….csv

The senders' types are rough (the table in docs/feeds.md says how): disagreement is looked at, not counted
as error. Prints the agreement by type, and how far events at one spot are narrowed.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from assistant.feeds.message_text import (
    is_over,
    is_service,
    message_table,
    regions_meant,
    regions_sent,
    rules_of,
)


def main(path: str, show: str = "") -> None:
    """Prints the tables; `show`: a type whose disagreements are listed."""
    types = message_table().types
    total: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    first: Counter[str] = Counter()
    unknown = narrowed = points = over = silent = 0
    with Path(path).open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        text, kind = row["메시지내용"], row["재난유형"]
        sent, missing = regions_sent(row["수신지역"])
        unknown += missing > 0
        rules = rules_of(text)
        over += is_over(text)
        silent += is_service(text) or not rules
        if rules and rules[0].point and len(sent) > 1:
            points += 1
            narrowed += len(regions_meant(text, sent)) < len(sent)
        if kind not in types:
            continue
        total[kind] += 1
        agreed[kind] += any(rule.hazard is types[kind] for rule in rules)
        first[kind] += bool(rules) and rules[0].hazard is types[kind]
        if kind == show and not any(rule.hazard is types[kind] for rule in rules):
            print(" ", [rule.label for rule in rules], text[:120].replace("\n", " "))
    for kind, count in total.most_common():
        print(f"{kind}\t{count}\ttold {agreed[kind] / count:.3f}\tfirst {first[kind] / count:.3f}")
    everything = total.total()
    print(
        f"all\t{everything}\ttold {agreed.total() / everything:.3f}\tfirst {first.total() / everything:.3f}"
    )
    print(
        f"region unknown {unknown}; over {over}; nothing told {silent}; "
        f"at one spot {points}, narrowed {narrowed}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
