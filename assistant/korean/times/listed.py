"""Times in a list: what the second leaves out, it has from the first (아침 8시나 9시)."""

import re
from dataclasses import replace

from assistant.korean.times.dates import has_date
from assistant.korean.times.model import Fields

_JOINED = re.compile(
    r"\s?(?:쯤|에)?(?:이나|나|이랑|랑|와|과|하고|,|아니면|또는|혹은|말고)\s?(?:아니면|또는|혹은)?\s?\Z"
)
_ONE_DATE = frozenset({"day", "clock", "part"})
_MONTH = ("year", "year_shift", "month", "month_shift", "lunar")


def completed(first: Fields, second: Fields, between: str) -> Fields:
    """`second` with what it leaves out where it stands in a list with `first`; `between` joins them."""
    if not _JOINED.fullmatch(between):
        return second
    if not has_date(second):
        same_half = second.hour is not None and second.part is None and first.hour is not None
        return replace(second, part=first.part) if same_half and first.part else second
    in_month = second.day is not None or second.week_ordinal is not None or second.weekday_ordinal is not None
    if in_month and second.month is None and second.month_shift is None and second.holiday is None:
        return replace(second, **{name: getattr(first, name) for name in _MONTH})
    if (
        second.weekday is not None
        and second.used <= {"weekday", *_ONE_DATE}
        and second.weekday_choice is None
    ):
        if first.week_shift is not None:
            back = first.weekday is not None and second.weekday < first.weekday
            return replace(second, week_shift=first.week_shift + back, used=second.used | {"week"})
        return replace(second, weekday_choice=first.weekday_choice)
    return second
