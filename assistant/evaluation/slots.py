"""Scores of slots by exact value: a slot counts only if it is filled with what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.evaluation.datasets import SLOTS, Line
from assistant.evaluation.intents import Counts
from assistant.places import load_gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotScore:
    """How well a system filled the slots of a set."""

    total: int
    whole: int
    """Lines in which every judged slot is right."""
    by_slot: Mapping[str, Counts]
    """Each slot of the contract, and via."""
    wrong: tuple[tuple[str, str, str, str], ...]
    """(slot, wanted, found, text)."""

    @property
    def all(self) -> Counts:
        """All slots of the contract together."""
        return sum((self.by_slot[name] for name in SLOTS), Counts())


def score_slots(answers: Iterable[tuple[Line, Mapping[str, Any]]]) -> SlotScore:
    """Scores (line, filled slots) pairs. A wrong value counts as given and as missed."""
    by_slot = dict.fromkeys((*SLOTS, "via"), Counts())
    wrong, total, whole = [], 0, 0
    for line, found in answers:
        good = True
        for name in by_slot:
            if name in line.unjudged:
                continue
            wanted, value = (line.slots or {}).get(name), found.get(name)
            counts = _counts(name, wanted, value)
            by_slot[name] += counts
            if counts.fp or counts.fn:
                good = False
                wrong.append((name, _told(wanted), _told(value), line.text))
        total += 1
        whole += good
    return SlotScore(total=total, whole=whole, by_slot=by_slot, wrong=tuple(wrong))


def _counts(name: str, wanted: Any, value: Any) -> Counts:
    if wanted is None:
        return Counts(fp=value is not None)
    if value is None:
        return Counts(fn=1)
    right = fits(name, wanted, value)
    return Counts(tp=right, fp=not right, fn=not right)


def fits(name: str, wanted: Any, value: Any) -> bool:
    """Whether a filled slot is what a line wants (see `datasets` for the forms)."""
    if isinstance(wanted, list):
        return any(fits(name, one, value) for one in wanted)
    if name == "time":
        return _same_time(wanted, value)
    if name in ("mode", "hazard"):
        return bool(wanted == value)
    return _same_place(wanted, value)


def _same_time(wanted: Mapping[str, Any], value: Mapping[str, Any]) -> bool:
    if _local(value["start"]) != _local(wanted["start"]):
        return False
    return wanted["end"] is None or _local(value["end"]) == _local(wanted["end"])


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=None)


def _same_place(wanted: Any, value: Mapping[str, Any]) -> bool:
    if isinstance(wanted, dict):
        return _same_place(wanted["name"], value) and wanted["region"] in value.get("region", "")
    if wanted.startswith("@"):
        return bool(value.get("deictic") == wanted[1:])
    names = {_compact(value.get(key) or "") for key in ("name", "short")}
    return _compact(wanted) in names or any(
        place.name == value.get("name") and place.region_name in ("", value.get("region", ""))
        for place in load_gazetteer().lookup(wanted)
        if _compact(wanted) in {_compact(alias) for alias in place.aliases}
    )


def _compact(name: str) -> str:
    return "".join(name.split())


def _told(value: Any) -> str:
    """A wanted or filled value in short, for the list of errors."""
    if value is None:
        return "-"
    if isinstance(value, list):
        return " / ".join(map(_told, value))
    if isinstance(value, dict):
        if "start" in value:
            return f"{value['start'][:16]}..{(value['end'] or '')[:16]}"
        if "deictic" in value:
            return f"@{value['deictic']}"
        return f"{value['name']} ({value['region']})" if value.get("region") else str(value["name"])
    return str(value)
