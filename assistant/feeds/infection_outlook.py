"""Cases of the next week by province, from those of the last two: growth that is damped and shrunk.

Next week = last week x growth^`DAMPING`. The growth of a province is drawn to that of the country, the more
the fewer cases stand behind it (`SHRINK`): a village outbreak that doubled says little of next week.
The feed itself tells the last week as it was; `gilbeot backtest` measures both (docs/backtest.md).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAMPING = 0.4
SHRINK = 5000.0
"""Cases of two weeks at which a province's own growth counts as much as the country's. Both were chosen for
the smallest error (`backtest.infection`) on the weeks before 2021-07, Korea; later weeks had no say."""


def next_week(last: Floats, before: Floats) -> Floats:
    """(P,) cases expected next week. `last`, `before`: (P,) cases of the last week and of that before, >= 0.

    Raises ValueError if the shapes differ.
    """
    if last.shape != before.shape:
        raise ValueError(f"{last.shape} provinces last week, {before.shape} the week before")
    country = np.log((last.sum() + 1.0) / (before.sum() + 1.0))
    own = np.log((last + 1.0) / (before + 1.0))
    trust = (last + before) / (last + before + SHRINK)
    return np.asarray(last * np.exp(DAMPING * (country + trust * (own - country))))
