"""Zero limit violations over generated replies.

    python -m benchmarks.kakao_limits [--count 10000] [--seed 0]

The replies come from the strategies of the tests, the verdict from `tests/channels/kakao/oracle.py`, which
holds KakaoTalk's limits a second time and shares nothing with the code. Exits 1 if a limit was broken.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings

from assistant.channels.kakao import build
from assistant.channels.kakao.cards import PLAIN, Look
from assistant.reply import Reply
from tests.channels.kakao.oracle import violations
from tests.channels.replies import replies

RICH = Look(map_url="https://gilbeot.example/map", thumbnail_url="https://gilbeot.example/road.png")


def main() -> None:
    """Builds the answers and counts what is wrong with them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    broken: list[str] = []
    shown: Counter[str] = Counter()
    spent, built = 0.0, 0

    @seed(chosen.seed)
    @settings(
        max_examples=chosen.count,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(replies)
    def check(reply: Reply) -> None:
        nonlocal spent, built
        look = (PLAIN, RICH)[built % 2]
        began = time.perf_counter()
        wire = build.response(reply, look).wire()
        spent += time.perf_counter() - began
        built += 1
        broken.extend(violations(wire))
        shown.update(kind for output in wire["template"]["outputs"] for kind in output)

    check()
    print(f"{built} replies, {len(broken)} violations, {spent / built * 1e6:.0f} us to build one")
    print("bubbles: " + ", ".join(f"{kind} {count}" for kind, count in shown.most_common()))
    for what in sorted(set(broken))[:20]:
        print(what)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
