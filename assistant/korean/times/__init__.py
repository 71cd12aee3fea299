"""Korean time expressions: found in text with offsets, and resolved against a reference time.

`find_times` is the one entry. Reading (`reader`) turns text into fields by the tables of `data/times.toml`;
resolving (`resolve`, `ranges`) turns fields into [start, end). The rules of ambiguity are in `docs/times.md`.
"""

from assistant.korean.times.finder import find_times
from assistant.korean.times.model import Role, TimeSpan

__all__ = ["Role", "TimeSpan", "find_times"]
