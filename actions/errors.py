"""What is said when a question cannot be answered: each cause has its own words, none is a stack trace."""

from __future__ import annotations

import logging

from actions.ask import ask_where
from actions.turn import NeedsLocation, NeedsSavedPlace
from actions.window import BadTime, PastTime
from assistant import answers
from assistant.reply import Reply
from assistant.riskclient import RiskError, Unavailable

log = logging.getLogger(__name__)


def words_for(error: Exception) -> Reply:
    """The reply for an error. Unexpected ones are logged by kind only: messages may hold what was said."""
    if isinstance(error, PastTime):
        return answers.past_time()
    if isinstance(error, BadTime):
        return answers.bad_time(error.words)
    if isinstance(error, NeedsLocation):
        return ask_where("here")
    if isinstance(error, NeedsSavedPlace):
        return ask_where(error.which)
    if isinstance(error, RiskError) and not isinstance(error, Unavailable):
        return answers.no_way(error.reason)
    log.error("a turn failed: %s", type(error).__name__, exc_info=error)
    return answers.service_down()
