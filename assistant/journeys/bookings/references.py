"""JSON-LD made plain: what is named elsewhere (`{"@id": "#train"}`) in its place, names without a prefix."""

from __future__ import annotations

import re
from typing import Any

DEEPEST = 24
MOST = 20_000
"""Nodes that are copied at the most: references may hold references."""
_PREFIX = re.compile(r"^(?:https?://schema\.org/|schema:)")


def whole(document: Any) -> Any:
    """The document with every reference to one of its own nodes replaced by that node."""
    named: dict[str, Any] = {}
    _collect(document, named, 0)
    return _plain(document, named, 0, [MOST], frozenset())


def _collect(value: Any, named: dict[str, Any], depth: int) -> None:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            _collect(each, named, depth + 1)
    elif isinstance(value, dict):
        name = value.get("@id")
        if isinstance(name, str) and len(value) > 1:
            named.setdefault(name, value)
        for each in value.values():
            _collect(each, named, depth + 1)


def _plain(value: Any, named: dict[str, Any], depth: int, left: list[int], inside: frozenset[str]) -> Any:
    left[0] -= 1
    if depth > DEEPEST or left[0] < 0:
        return value
    if isinstance(value, list):
        return [_plain(each, named, depth + 1, left, inside) for each in value]
    if not isinstance(value, dict):
        return value
    name = value.get("@id")
    if isinstance(name, str):
        if len(value) == 1 and name in named and name not in inside:
            value = named[name]
        inside |= {name}
    return {
        _PREFIX.sub("", key) if isinstance(key, str) else key: _plain(each, named, depth + 1, left, inside)
        for key, each in value.items()
    }
