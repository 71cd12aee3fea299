"""Particles after a slot follow its last letter: "내일은", "모레는"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.answers.tables import table

BARE = re.compile(r"\{[a-z_]+\}(?:은|는|이|가|을|를|과|와|으로|로)(?![가-힣])")


def phrases(node: Any) -> Iterator[str]:
    for each in node.values() if isinstance(node, dict) else ():
        yield from phrases(each) if isinstance(each, dict) else [str(each)]


def test_no_particle_is_written_out_behind_a_slot() -> None:
    assert [text for text in phrases(table("phrases")) if BARE.search(text)] == []
