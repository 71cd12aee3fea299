"""What a user allowed, kind by kind, when and to which words. Nothing of such a kind is taken without it.

A trip that is told or posted is stored because its owner asked for that ("저장할까요?" "응"): it needs none.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy.engine import Engine

from assistant.store.one_per_user import OnePerUser, one_per_user
from assistant.store.sealing import Sealer


class DataKind(StrEnum):
    """Kinds of personal data that are taken only with consent."""

    LIVE_LOCATION = "live_location"
    """Where a phone says that the user is, now."""
    LOCATION_HISTORY = "location_history"
    """Where the user was: an export of Google, GPX, OwnTracks."""


QUESTIONS = {
    DataKind.LIVE_LOCATION: (
        "휴대전화가 알려 주는 지금 위치를 '여기'와 '지금'을 알아듣는 데만 쓸게요. "
        "10분이 지나거나 새 위치가 오면 버리고, 저장하지 않아요. 언제든 그만둘 수 있어요. 동의하시나요?"
    ),
    DataKind.LOCATION_HISTORY: (
        "위치 기록에서 집과 회사, 자주 다니시는 길과 시간만 뽑아 암호화해서 저장하고, "
        "기록 자체는 바로 버릴게요. 언제든 지울 수 있어요. 동의하시나요?"
    ),
}
"""What the user is asked, in words, before anything is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A consent."""

    at: datetime
    words: str
    """The question that was answered with yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """Those of one user."""

    given: dict[DataKind, Given] = field(default_factory=dict)


CONSENTS: TypeAdapter[Consents] = TypeAdapter(Consents)
_TABLE = one_per_user("consents")


class ConsentStore:
    """The consents of all users of a database."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._kept = OnePerUser(_TABLE, CONSENTS, engine, sealer)

    def of(self, owner: str, user: str) -> Consents:
        """Those of a user; none of one who was never asked."""
        return self._kept.get(owner, user) or Consents()

    def has(self, owner: str, user: str, kind: DataKind) -> bool:
        """Whether the user allowed it, to the words that are asked today."""
        given = self.of(owner, user).given.get(kind)
        return given is not None and given.words == QUESTIONS[kind]

    def give(self, owner: str, user: str, kind: DataKind, now: datetime) -> None:
        """The user said yes to the question."""
        before = self.of(owner, user)
        given = {**before.given, kind: Given(at=now, words=QUESTIONS[kind])}
        self._kept.put(owner, user, replace(before, given=given))

    def withdraw(self, owner: str, user: str, kind: DataKind) -> None:
        """The user takes it back."""
        before = self.of(owner, user)
        self._kept.put(
            owner, user, replace(before, given={k: v for k, v in before.given.items() if k is not kind})
        )
