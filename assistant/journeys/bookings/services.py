"""Trains and flights by their names: "KTX 101", "KE1201"."""

from __future__ import annotations

import re

from assistant.journeys.bookings.written import name_in

SERVICE = re.compile(
    r"\b(?P<air>(?:KE|OZ|7C|LJ|TW|BX|RS|ZE|YP|RF)\s?\d{2,4})(?!\d)편?"
    r"|(?P<rail>(?:KTX(?:-[가-힣A-Z]+)?|SRT|ITX-[가-힣]+|무궁화호?|새마을호?)\s?(?:제?\s?\d{1,4}(?:호|열차)?)?)"
)
AIR = re.compile(r"\b[A-Z][A-Z0-9]\s?\d{3,4}(?!\d)편?|\b\d[A-Z]\s?\d{3,4}(?!\d)편?")
AIRLINE = re.compile(
    r"대한항공|아시아나(?:항공)?|제주항공|진에어|티웨이(?:항공)?|에어부산|에어서울|이스타항공|에어로케이|하이에어"
)


_SENTENCE = re.compile(r"\s(?:예약|예매|발권|구매)[가-힣]{0,12}[.!]?(?:\s.*)?$")
"""What follows the places in a message of one line."""


def without_service(text: str) -> str:
    """The place of a side, without the train or flight that stands before it; empty if nothing is left."""
    return name_in(AIR.sub(" ", SERVICE.sub(" ", AIRLINE.sub(" ", _SENTENCE.sub("", text)))))
