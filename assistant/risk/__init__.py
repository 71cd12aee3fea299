"""The risk engine: who meets which hazard where and when, and what follows. Pure: no clock, no network.

`model` holds the words. The rest is one idea a module, in the order of the calculation:
`hazards`, `intensity` and `vulnerability` read the tables in `data/`; `phases` says how long a signal
counts; `matching` meets signals with exposures; `scoring` turns the meetings into a score; `coverage`
says what was not known; `drivers`, `segments` and `usual` explain; `advice` chooses what to do and
ranks alternatives; `rating` says how risky, `assess` why; `scan` runs it over a day of departures.
"""

from assistant.risk.advice import rank_alternatives, with_alternatives
from assistant.risk.assess import assess, explain
from assistant.risk.matching import SignalIndex
from assistant.risk.rating import Rated, Rating, rate
from assistant.risk.scan import scan

__all__ = [
    "Rated",
    "Rating",
    "SignalIndex",
    "assess",
    "explain",
    "rank_alternatives",
    "rate",
    "scan",
    "with_alternatives",
]
