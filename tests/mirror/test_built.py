"""The committed page is the one its source builds, and keeps to itself."""

from __future__ import annotations

import re
from pathlib import Path

from tools import mirror_page


def test_the_committed_page_was_built_from_this_source() -> None:
    stamp = mirror_page.STAMP.read_text().strip()
    assert stamp == mirror_page.source_hash(), "mirror/ has changed: run `make mirror` and commit the page"


def test_a_change_of_the_source_changes_the_hash(tmp_path: Path) -> None:
    for name in mirror_page._FILES:
        (tmp_path / name).write_text(name)
    (tmp_path / "src").mkdir()
    (tmp_path / "public").mkdir()
    before = mirror_page.source_hash(tmp_path)
    (tmp_path / "src" / "main.ts").write_text("1")
    assert mirror_page.source_hash(tmp_path) != before


def test_the_page_asks_nobody_else() -> None:
    for file in mirror_page.PAGE.rglob("*"):
        if file.is_file():
            addresses = re.findall(r"https?://[\w.-]+", file.read_text())
            assert set(addresses) <= {"http://www.w3.org"}, file  # SVG's namespace, no address that is asked
