"""The bulletins labelled by hand: the parser against a person, the labels against the zone table."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.feeds.kma_zones import zone_table
from tools.feeds.evaluate_labels import labels, main


def test_every_label_is_a_leaf_of_its_day() -> None:
    found = labels()
    assert len({key[:2] for key in found}) == 300
    for issued, _, _, _, command, zone in found:
        assert zone_table().leaves(zone, issued.date()) == {zone}, zone
        assert command in ("발표", "변경", "해제", "연장")


@pytest.mark.shared
def test_the_parser_names_the_same_zones(
    shared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GILBEOT_SHARED", str(shared))
    assert main() == 0, capsys.readouterr().out
