"""The risk engine: who meets which hazard where and when, and what follows. Pure: no clock, no network.

`model` holds the words. The rest is one idea a module, in the order of the calculation:
`hazards`, `intensity` and `vulnerability` read the tables in `data/`; `phases` says how long a signal
counts; `matching` meets signals with exposures; `scoring` turns the meetings into a score; `coverage`
says what was not known; `drivers`, `segments` and `usual` explain; `advice` chooses what to do and
ranks alternatives; `assess` puts it together; `scan` runs it over a day of departures.
"""

from assistant.risk.advice import rank_alternatives, with_alternatives
from assistant.risk.assess import assess
from assistant.risk.matching import SignalIndex
from assistant.risk.scan import scan

__all__ = ["SignalIndex", "assess", "rank_alternatives", "scan", "with_alternatives"]
