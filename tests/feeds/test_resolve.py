from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.feeds.kma_tables import Command, Kind, WarningLevel, warning_tables
from assistant.feeds.resolve import in_force, resolve
from assistant.feeds.statements import Statement
from tests.feeds.helpers import OFFICE, at, say

D = "2024-09-20"


def state(statements: list[Statement], now: str) -> set[tuple[str, str]]:
    """{(zone, official name)} in force."""
    moment = at(now)
    return {(w.zone, w.statement.name) for w in resolve(statements, moment) if w.active(moment)}


CASES = [
    ("issued is in force", [say(f"{D} 09:00", "호우주의보", "발표", "밀양")], {("밀양", "호우주의보")}),
    (
        "an upgrade replaces",
        [
            say(f"{D} 09:00", "호우주의보", "발표", "밀양", "창녕"),
            say(f"{D} 10:00", "호우경보", "변경", "밀양"),
        ],
        {("밀양", "호우경보"), ("창녕", "호우주의보")},
    ),
    (
        "a downgrade comes as a change",
        [say(f"{D} 09:00", "호우경보", "발표", "밀양"), say(f"{D} 10:00", "호우주의보", "변경", "밀양")],
        {("밀양", "호우주의보")},
    ),
    (
        "대치 is a change by its other name",
        [say(f"{D} 09:00", "호우경보", "발표", "밀양"), say(f"{D} 10:00", "호우주의보", "대치", "밀양")],
        {("밀양", "호우주의보")},
    ),
    (
        "a release ends it, for its zones only",
        [
            say(f"{D} 09:00", "호우주의보", "발표", "밀양", "창녕"),
            say(f"{D} 10:00", "호우주의보", "해제", "밀양"),
        ],
        {("창녕", "호우주의보")},
    ),
    (
        "a release that takes effect later has not ended it yet",
        [
            say(f"{D} 09:00", "호우주의보", "발표", "밀양"),
            say(f"{D} 10:00", "호우주의보", "해제", "밀양", effective=f"{D} 13:00"),
        ],
        {("밀양", "호우주의보")},
    ),
    (
        "a typhoon warning takes up wind, rain and waves, not heat",
        [
            say(f"{D} 07:00", "강풍주의보", "발표", "거제"),
            say(f"{D} 08:00", "호우주의보", "발표", "거제"),
            say(f"{D} 08:30", "폭염주의보", "발표", "거제"),
            say(f"{D} 09:00", "태풍주의보", "변경", "거제"),
        ],
        {("거제", "태풍주의보"), ("거제", "폭염주의보")},
    ),
    (
        "a change from typhoon to wind ends the typhoon warning",
        [
            say(f"{D} 07:00", "태풍경보", "발표", "거제", "통영"),
            say(f"{D} 09:00", "강풍주의보", "변경", "거제"),
        ],
        {("거제", "강풍주의보"), ("통영", "태풍경보")},
    ),
    (
        "rain issued beside a typhoon warning does not end it",
        [say(f"{D} 07:00", "태풍경보", "발표", "거제"), say(f"{D} 09:00", "건조주의보", "발표", "거제")],
        {("거제", "태풍경보"), ("거제", "건조주의보")},
    ),
    (
        "an extension keeps it",
        [say(f"{D} 07:00", "강풍주의보", "발표", "거제"), say(f"{D} 09:00", "강풍주의보", "연장", "거제")],
        {("거제", "강풍주의보")},
    ),
    (
        "withdrawn before it took effect",
        [
            say(f"{D} 07:00", "강풍주의보", "발표", "거제", effective=f"{D} 11:30"),
            say(f"{D} 09:00", "강풍주의보", "해제", "거제"),
        ],
        set(),
    ),
    ("not issued yet", [say(f"{D} 12:01", "강풍주의보", "발표", "거제")], set()),
    ("a release of nothing", [say(f"{D} 09:00", "강풍주의보", "해제", "거제")], set()),
]


@pytest.mark.parametrize(("statements", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_in_force_at_noon(statements: list[Statement], expected: set[tuple[str, str]]) -> None:
    assert state(statements, f"{D} 12:00") == expected


def test_announced_warnings_have_their_onset_and_end() -> None:
    statements = [
        say(f"{D} 10:00", "강풍주의보", "발표", "거제", effective=f"{D} 14:00"),
        say(f"{D} 11:00", "강풍경보", "변경", "거제", effective=f"{D} 16:00", end="2024-09-21 06:00"),
    ]
    first, second = resolve(statements, at(f"{D} 12:00"))
    assert (first.onset, first.expires) == (at(f"{D} 14:00"), at(f"{D} 16:00"))
    assert (second.onset, second.expires) == (at(f"{D} 16:00"), None)
    assert second.statement.end_until == at("2024-09-21 06:00")


def test_an_extension_is_one_warning_since_its_first_onset() -> None:
    statements = [
        say(f"{D} 07:00", "강풍주의보", "발표", "거제"),
        say(f"{D} 11:00", "강풍주의보", "연장", "거제", end=f"{D} 21:00"),
    ]
    (found,) = resolve(statements, at(f"{D} 12:00"))
    assert found.onset == at(f"{D} 07:00")
    assert found.statement.end_until == at(f"{D} 21:00")


def test_preliminary_notice_is_a_track_of_its_own_and_ends_with_the_warning() -> None:
    notice = say(f"{D} 07:00", "강풍예비특보", "발표", "거제", effective=f"{D} 18:00")
    assert [w.statement.level for w in resolve([notice], at(f"{D} 08:00"))] == [WarningLevel.PRELIMINARY]
    warning = say(f"{D} 11:00", "강풍주의보", "발표", "거제", effective=f"{D} 17:00")
    found = resolve([notice, warning], at(f"{D} 12:00"))
    assert [w.statement.level for w in found] == [WarningLevel.ADVISORY]


def test_stale_records_count_as_over() -> None:
    statements = [say("2024-03-18 14:00", "대설주의보", "발표", "포항")]
    stale = warning_tables().stale
    limit = stale[Kind.HEAVY_SNOW]
    before, after = at("2024-03-18 14:00") + limit - timedelta(minutes=1), at("2024-03-18 14:00") + limit
    assert len(resolve(statements, before, stale)) == 1
    assert resolve(statements, after, stale) == ()
    assert len(resolve(statements, after)) == 1


def test_what_is_issued_after_a_stale_warning_is_one_of_its_own() -> None:
    known = [
        say("2024-01-20 20:30", "대설주의보", "발표", "김천"),
        say("2024-02-22 19:30", "대설주의보", "발표", "김천"),
    ]
    now = at("2024-02-22 20:00")
    assert [w.onset for w in resolve(known, now)] == [at("2024-01-20 20:30")]
    assert [w.onset for w in resolve(known, now, warning_tables().stale)] == [at("2024-02-22 19:30")]


def test_history_lists_stretches() -> None:
    statements = [
        say(f"{D} 07:00", "호우주의보", "발표", "밀양"),
        say(f"{D} 09:00", "호우주의보", "해제", "밀양"),
        say(f"{D} 11:00", "호우주의보", "발표", "밀양"),
    ]
    assert list(in_force(statements, warning_tables().stale)) == [
        ("밀양", Kind.HEAVY_RAIN, at(f"{D} 07:00"), at(f"{D} 09:00")),
        ("밀양", Kind.HEAVY_RAIN, at(f"{D} 11:00"), None),
    ]


# --- promises -------------------------------------------------------------------------------------

NOON = at(f"{D} 12:00")
minutes = st.integers(min_value=-600, max_value=600)


@st.composite
def any_statement(draw: st.DrawFn) -> Statement:
    issued = NOON + timedelta(minutes=draw(minutes))
    return Statement(
        issued=issued,
        office=OFFICE,
        number=draw(st.integers(1, 4)),
        kind=draw(st.sampled_from([Kind.TYPHOON, Kind.STRONG_WIND, Kind.HEAVY_RAIN, Kind.HEAT])),
        level=draw(st.sampled_from(list(WarningLevel))),
        command=draw(st.sampled_from(list(Command))),
        effective=issued + timedelta(minutes=draw(st.integers(0, 300))),
        zones=frozenset(draw(st.sets(st.sampled_from(["밀양", "창녕", "거제"]), min_size=1))),
    )


def tracks(statements: list[Statement]) -> set[tuple[str, Kind, bool]]:
    return {
        (w.zone, w.statement.kind, w.statement.level is WarningLevel.PRELIMINARY)
        for w in resolve(statements, NOON)
        if w.active(NOON)
    }


@settings(max_examples=200, deadline=None)
@given(st.lists(any_statement(), max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(statements: list[Statement], random: object) -> None:
    shuffled = [*statements, *statements[:2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled, NOON) == resolve(statements, NOON)


@settings(max_examples=200, deadline=None)
@given(st.lists(any_statement(), max_size=8), any_statement())
def test_a_release_never_adds(statements: list[Statement], last: Statement) -> None:
    release = Statement(
        issued=last.issued,
        office=last.office,
        number=9,
        kind=last.kind,
        level=last.level,
        command=Command.RELEASE,
        effective=last.effective,
        zones=last.zones,
    )
    assert tracks([*statements, release]) <= tracks(statements)


@settings(max_examples=200, deadline=None)
@given(st.lists(any_statement(), max_size=8))
def test_what_is_issued_later_is_not_known(statements: list[Statement]) -> None:
    known = [s for s in statements if s.issued <= NOON]
    assert resolve(statements, NOON) == resolve(known, NOON)


@settings(max_examples=200, deadline=None)
@given(st.lists(any_statement(), max_size=8))
def test_one_level_at_a_time(statements: list[Statement]) -> None:
    active = [w for w in resolve(statements, NOON) if w.active(NOON)]
    assert len(tracks(statements)) == len(active)
