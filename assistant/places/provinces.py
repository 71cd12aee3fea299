"""Provinces (시도): official, spoken and former names, by the first two digits of a region code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """One province, as in data/provinces.toml."""

    code: str
    """Two digits."""
    name: str
    """Official name of 2026 ("전남광주통합특별시")."""
    spoken: str
    """"전남", "부산"."""
    title: str
    """The name shown for the place ("전라남도"): the official one unless people say another."""
    short: str
    """What people call it on its own ("강원도", "부산")."""
    names: frozenset[str]
    """Every name it answers to."""
    former: tuple[str, ...]
    former_code: str


@cache
def provinces() -> dict[str, Province]:
    """Two-digit code -> province."""
    found = {}
    for raw in _document()["province"]:
        names = {raw["spoken"], *raw["aliases"], *raw.get("former", [])}
        # Two provinces now share one official name; that name stands for both and is a group.
        found[raw["code"]] = Province(
            code=raw["code"],
            name=raw["name"],
            spoken=raw["spoken"],
            title=raw.get("title", raw["name"]),
            short=raw.get("short", raw["spoken"]),
            names=frozenset(names),
            former=tuple(raw.get("former", ())),
            former_code=raw.get("former_code", ""),
        )
    return found


@cache
def province_codes(name: str) -> tuple[str, ...]:
    """The two-digit codes a province name or group name ("경남", "전라도") stands for; () if unknown."""
    groups: dict[str, list[str]] = _document()["groups"]
    if name in groups:
        return tuple(groups[name])
    return tuple(code for code, province in provinces().items() if name in province.names)


@cache
def group_names() -> tuple[str, ...]:
    """Names that stand for several provinces."""
    return tuple(_document()["groups"])


@cache
def _document() -> dict[str, Any]:
    text = (files(__package__) / "data" / "provinces.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
