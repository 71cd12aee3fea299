"""The desk between the dialogue and the partners: decides who answers, asks them, words what went wrong.

`take` gives a reply, or None for what 길벗 answers itself. A partner is asked outside the lock that keeps a
user's turns in order, and is given up as soon as the user says something else: nobody who is in danger waits
for a news service.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.breaker import Breaker
from assistant.korean.fillers import filler_spans
from assistant.korean.josa import fill
from assistant.korean.spoken import spoken
from assistant.partners.clean import clean_text
from assistant.partners.errors import BadPartnerAnswer, NotConfigured, PartnerDown, PartnerError
from assistant.partners.model import Answer, Request, TripHint
from assistant.partners.names import Address, Addressed, calls_us, comes_back, table
from assistant.partners.registry import Registered
from assistant.partners.routing import Situation, candidates
from assistant.partners.sessions import Session, Sessions
from assistant.partners.worker import Worker
from assistant.reply import Reply
from assistant.risk.model import Assessment

log = logging.getLogger(__name__)

_SETTING = re.compile(r"\(GILBEOT_[A-Z_]+\)")
DELETES = "delete_my_data"
"""The intent after which, where it is confirmed, nothing of the conversation is left."""
CAN_TAKE_S = 0.3
"""Longest time for the question whether a request is a partner's: it does no I/O."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An utterance that is understood."""

    user_id: str
    text: str
    intent: str
    now: datetime


Understand = Callable[[str], Awaitable[str]]
"""The intent of a text."""


class _Post:
    """A partner with its thread and its breaker."""

    def __init__(self, registered: Registered) -> None:
        self.registered = registered
        self.name = registered.name
        self.worker = Worker(registered.entry.use)
        self.breaker = Breaker()


class Desk:
    """Use from one event loop."""

    def __init__(self, partners: Iterable[Registered], *, sessions: int = 10_000) -> None:
        self._posts = {post.name: post for post in map(_Post, partners)}
        entries = {name: post.registered.entry for name, post in self._posts.items()}
        self._address = Address(
            {name: entry.called for name, entry in entries.items()},
            {name: entry.wake for name, entry in entries.items()},
        )
        self._sessions = Sessions(sessions)

    async def turn(self, said: Said, understand: Understand, own: Callable[[], Awaitable[Reply]]) -> Reply:
        """A whole turn: a partner's reply, or else what `own` (길벗 itself) answers."""
        before = self._sessions.known(said.user_id)
        confirmed = before is not None and before.asked_after == DELETES and said.intent == "affirm"
        reply = await self.take(said, understand)
        if reply is None:
            reply = await own()
            self.heard(said.user_id, reply, said.intent)
        else:
            self._sessions.of(said.user_id).asked_after = ""
        if (said.intent == DELETES or confirmed) and not reply.expects_reply:
            self.forget(said.user_id)
        return reply

    async def take(self, said: Said, understand: Understand) -> Reply | None:
        """A partner's reply, or None where 길벗 answers itself. Never raises for a partner's fault."""
        session = self._sessions.of(said.user_id)
        text = _without_fillers(said.text)
        addressed = self._address.read(said.text) or self._address.read(text)
        returning = self._returns(session, said, text, addressed)
        if returning is not None:
            return returning
        if session.last_reply is not None and session.last_speaker and said.intent == "repeat":
            return session.last_reply
        intent = said.intent
        if addressed is not None:
            text = addressed.text
            intent = await understand(text) if text and intent != "emergency" else intent
            if not text and intent != "emergency":
                return self._hand_over(session, addressed.partner)
        chosen = candidates(
            Situation(
                intent=intent,
                addressed=addressed.partner if addressed else None,
                last_speaker=session.last_speaker,
                handed_to=session.handed_to,
                we_asked=session.we_asked,
            ),
            tuple(self._posts),
        )
        if not chosen:
            return None
        request = Request(
            text=text,
            intent=intent,
            session="",
            now=said.now,
            named=addressed is not None,
            trip=session.trip,
        )
        return await self._in_turn(session, said.user_id, chosen, request)

    def interrupt(self, user_id: str) -> None:
        """The user says something new: a partner that is still being asked is given up at once."""
        session = self._sessions.known(user_id)
        if session is not None and session.pending is not None:
            session.pending.cancel()

    def heard(self, user_id: str, reply: Reply, intent: str = "") -> None:
        """길벗 itself answered: it spoke last, and its trip is the one that partners hear of."""
        session = self._sessions.of(user_id)
        session.asked_after = intent if reply.expects_reply else ""
        session.last_speaker, session.last_reply, session.we_asked = None, None, reply.expects_reply
        if reply.assessment is not None:
            session.trip = trip_hint(reply.assessment)
            session.we_asked = False

    def forget(self, user_id: str) -> None:
        """Drops the session here and with every partner that may keep something of it."""
        session = self._sessions.forget(user_id)
        if session is None:
            return
        if session.pending is not None:
            session.pending.cancel()
        for name in session.used & self._posts.keys():
            post = self._posts[name]
            pseudonym = self._sessions.pseudonym(user_id, name)
            post.worker.post(lambda post=post, who=pseudonym: _stop(post, who))  # type: ignore[misc]

    def close(self) -> None:
        """Ends the partners' threads."""
        for post in self._posts.values():
            post.worker.close()

    def _returns(self, session: Session, said: Said, text: str, addressed: Addressed | None) -> Reply | None:
        """Ends a hand-over where 길벗 is called back; a reply only if nothing else is wanted of it."""
        if session.handed_to is None or said.intent == "emergency" or addressed is not None:
            return None
        rest = calls_us(said.text)
        if rest:
            session.handed_to = None
        elif rest == "" or comes_back(text):
            session.handed_to = session.last_speaker = None
            return _reply(table("say")["back"], expects_reply=True)
        return None

    def _hand_over(self, session: Session, name: str) -> Reply:
        session.handed_to = session.last_speaker = name
        session.we_asked = False
        return _reply(fill(table("say")["handed_over"], name=name), expects_reply=True)

    async def _in_turn(
        self, session: Session, user_id: str, chosen: tuple[str, ...], request: Request
    ) -> Reply | None:
        asked = {name: self._request(name, session, user_id, request) for name in chosen}
        taker = await self._taker(asked)
        if taker is None:
            return self._excuse(chosen[0], PartnerError(excuse="cannot")) if request.named else None
        session.used.add(taker)
        task = asyncio.create_task(self._ask(session, taker, asked[taker]))
        session.pending = task
        try:
            reply = await task
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                task.cancel()
                raise
            return _reply(table("excuse")["interrupted"])
        finally:
            if session.pending is task:
                session.pending = None
        session.last_speaker, session.last_reply, session.we_asked = taker, reply, False
        return reply

    def _request(self, name: str, session: Session, user_id: str, request: Request) -> Request:
        return replace(
            request,
            session=self._sessions.pseudonym(user_id, name),
            handed_over=session.handed_to == name,
            follow_up=session.last_speaker == name,
        )

    async def _taker(self, asked: dict[str, Request]) -> str | None:
        """The first that takes the request. All are asked at once: one that hangs delays by 0.3 s at most.

        A partner that was asked for by name, or has the conversation, is not asked whether it wants to."""
        if len(asked) == 1:
            name, request = next(iter(asked.items()))
            if request.named or request.handed_over:
                return name
        takes = await asyncio.gather(*(self._can_take(name, request) for name, request in asked.items()))
        return next((name for name, yes in zip(asked, takes, strict=True) if yes), None)

    async def _can_take(self, name: str, request: Request) -> bool:
        post = self._posts[name]

        async def ask() -> bool:
            return bool(post.registered.partner.can_take(request))

        try:
            return await post.worker.run(ask, CAN_TAKE_S)
        except PartnerDown as error:
            log.warning("%s", error)
        except Exception as error:  # noqa: BLE001 - a partner's fault is no fault of the conversation
            log.warning("partner %s: can_take failed: %s", name, type(error).__name__)
        return False

    async def _ask(self, session: Session, name: str, request: Request) -> Reply:
        post = self._posts[name]
        if not post.breaker.allows(time.monotonic()):
            return self._excuse(name, PartnerDown(excuse="resting"))
        try:
            answer = await post.worker.run(
                lambda: post.registered.partner.answer(request), post.registered.entry.timeout_s
            )
            text = clean_text(answer.text)
            if not text:
                raise BadPartnerAnswer("an empty answer")
        except asyncio.CancelledError:
            post.breaker.abandoned()
            raise
        except NotConfigured as error:
            post.breaker.abandoned()
            return self._excuse(name, error)
        except PartnerError as error:
            post.breaker.failed(time.monotonic())
            log.warning("partner %s: %s", name, error.detail)
            return self._excuse(name, error)
        except Exception as error:  # noqa: BLE001
            post.breaker.failed(time.monotonic())
            log.warning("partner %s failed: %s", name, type(error).__name__)
            return self._excuse(name, PartnerDown())
        post.breaker.succeeded()
        if answer.ends and session.handed_to == name:
            session.handed_to = None
        return self._worded(post, request, answer, text)

    def _worded(self, post: _Post, request: Request, answer: Answer, text: str) -> Reply:
        """Says who answers unless the text does, or the user is talking to that partner anyway."""
        if post.registered.entry.credit and not answer.credited and not request.handed_over:
            text = fill(table("say")["credit"], name=post.name, text=text)
        labels = (clean_text(label) for label in answer.quick_replies[:5])
        return _reply(
            text,
            expects_reply=answer.expects_reply,
            quick_replies=tuple(label for label in labels if 0 < len(label) <= 14),
        )

    def _excuse(self, name: str, error: PartnerError) -> Reply:
        excuses = table("excuse")
        words = excuses.get(error.excuse, excuses["down"])
        text = fill(words, name=name, **{"what": "", **error.slots})
        # The name of a setting is for the eye only.
        return replace(_reply(text), speech=spoken(_SETTING.sub("", text)))


def trip_hint(assessment: Assessment) -> TripHint:
    """What a partner may know of an assessed journey: from where to where, through which districts."""
    regions = {region for segment in assessment.segments for region in segment.regions}
    trip = assessment.trip
    return TripHint(origin=trip.origin, destination=trip.destination, regions=frozenset(regions))


def _stop(post: _Post, session: str) -> None:
    """Runs on the partner's thread."""
    task = asyncio.ensure_future(post.registered.partner.stop(session))
    task.add_done_callback(lambda done: done.cancelled() or done.exception())


def _without_fillers(text: str) -> str:
    for start, end in reversed(filler_spans(text)):
        text = text[:start] + text[end:]
    return text.strip()


def _reply(text: str, *, expects_reply: bool = False, quick_replies: tuple[str, ...] = ()) -> Reply:
    return Reply(text=text, speech=spoken(text), expects_reply=expects_reply, quick_replies=quick_replies)
