"""The ways of watched trips in columns: what scoring in bulk reads of them, and nothing else.

35 bytes a stay (a planned route keeps some two hundred). Ways that are alike, as the commute of every working
day, are kept once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.routing.batch import ExposureBatch, expose_batch, region_codes
from assistant.routing.model import Route

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Departure = tuple[Route, datetime]
STAYS = ("regions", "lats", "lons", "modes", "starts", "ends")


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """P distinct ways cut into N stays, followed at T departures (`risk.bulk.Exposures`)."""

    regions: NDArray[np.int16]
    lats: Floats
    lons: Floats
    modes: NDArray[np.uint8]
    starts: Floats
    ends: Floats
    offsets: Ints
    codes: tuple[str, ...]
    digests: tuple[bytes, ...]
    """(P,) by which a way is known again."""
    profile: Ints
    departs: Floats

    @classmethod
    def of(cls, ways: Sequence[Departure]) -> Columns:
        """Planned ways with their departures, cut."""
        batch = expose_batch([way for way, _ in ways], [depart for _, depart in ways])
        digests = tuple(_digest(batch, number) for number in range(len(ways)))
        first: dict[bytes, int] = {}
        for number, digest in enumerate(digests):
            first.setdefault(digest, number)
        slots = {digest: slot for slot, digest in enumerate(first)}
        whole = cls(
            **{name: getattr(batch, name) for name in (*STAYS, "offsets", "codes", "departs")},
            digests=digests,
            profile=batch.profile,
        )
        profile = np.fromiter((slots[digest] for digest in digests), np.int64, len(digests))
        return whole._of_profiles(list(first.values()), profile, whole.departs)

    def at(self, rows: Ints) -> Columns:
        """Some of the departures, with the ways that these follow."""
        used, profile = np.unique(self.profile[rows], return_inverse=True)
        return self._of_profiles(used.tolist(), profile.reshape(-1), self.departs[rows])

    def joined(self, other: Columns) -> Columns:
        """The departures of both, in order; a way that both know is kept once."""
        known = {digest: number for number, digest in enumerate(self.digests)}
        new = [number for number, digest in enumerate(other.digests) if digest not in known]
        known.update({other.digests[number]: len(self.digests) + n for n, number in enumerate(new)})
        slots = np.fromiter((known[digest] for digest in other.digests), np.int64, len(other.digests))
        extra = other._of_profiles(new, np.empty(0, np.int64), np.empty(0))
        codes = tuple(dict.fromkeys((*self.codes, *extra.codes)))
        number_of = {code: number for number, code in enumerate(codes)}
        renumbered = np.array([*(number_of[code] for code in extra.codes), -1], np.int16)
        columns = {name: np.concatenate([getattr(self, name), getattr(extra, name)]) for name in STAYS[1:]}
        return Columns(
            regions=np.concatenate([self.regions, renumbered[extra.regions]]),
            **columns,
            offsets=np.concatenate([self.offsets, extra.offsets[1:] + self.offsets[-1]]),
            codes=codes,
            digests=(*self.digests, *extra.digests),
            profile=np.concatenate([self.profile, slots[other.profile]]),
            departs=np.concatenate([self.departs, other.departs]),
        )

    def _of_profiles(self, numbers: Iterable[int], profile: Ints, departs: Floats) -> Columns:
        chosen = np.fromiter(numbers, np.int64)
        first, after = self.offsets[chosen], self.offsets[chosen + 1]
        counts = after - first
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        stays = np.arange(int(counts.sum())) - np.repeat(offsets[:-1] - first, counts)
        columns: dict[str, Any] = {name: getattr(self, name)[stays] for name in STAYS}
        digests = tuple(self.digests[number] for number in chosen.tolist())
        return Columns(
            **columns, offsets=offsets, codes=self.codes, digests=digests, profile=profile, departs=departs
        )


NOTHING = Columns.of(())


def _digest(batch: ExposureBatch, number: int) -> bytes:
    part = slice(batch.offsets[number], batch.offsets[number + 1])
    found = blake2b(digest_size=16)
    for name in STAYS:
        found.update(getattr(batch, name)[part].tobytes())
    if (batch.regions[part] >= len(region_codes())).any():  # numbers beyond the table differ by batch
        found.update("\0".join(batch.codes[n] for n in batch.regions[part].tolist() if n >= 0).encode())
    return found.digest()
