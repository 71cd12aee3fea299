"""In danger now: fixed, vetted wording with 119 first, from its own table and nothing else."""

from __future__ import annotations

from enum import StrEnum

from assistant.answers.say import phrase, reply
from assistant.answers.tables import table
from assistant.places.model import Place
from assistant.reply import Card, CardItem, CardKind, Reply


class EmergencyKind(StrEnum):
    """What has happened. The order is that of the table: the first whose words match is taken."""

    FLOODED_CAR = "flooded_car"
    STRANDED_SNOW = "stranded_snow"
    LANDSLIDE = "landslide"
    EARTHQUAKE = "earthquake"
    COLLAPSE = "collapse"
    FIRE = "fire"
    WATER = "water"
    INJURED = "injured"
    TRAPPED = "trapped"
    UNKNOWN = "unknown"


def emergency_kind(text: str) -> EmergencyKind:
    """What kind of emergency an utterance tells of, by its words; spacing does not matter."""
    squeezed = text.replace(" ", "")
    for kind in EmergencyKind:
        if any(word.replace(" ", "") in squeezed for word in table("emergency")[kind.value]["words"]):
            return kind
    return EmergencyKind.UNKNOWN


def emergency_answer(kind: EmergencyKind | str | None = None) -> Reply:
    """The fixed words for the kind; for None or an unknown name, those for any danger. Never raises."""
    rows = table("emergency")
    row = rows.get(str(kind), rows[EmergencyKind.UNKNOWN.value])
    return Reply(
        text=row["text"],
        speech=row["speech"],
        cards=(
            Card(
                kind=CardKind.EMERGENCY,
                title="119에 전화하세요",
                description=row["text"],
                items=(
                    CardItem(label="신고", value="119"),
                    CardItem(label="문자 신고", value="119로 문자"),
                ),
            ),
        ),
        quick_replies=("가까운 대피소",),
    )


def shelter_answer(place: Place | None = None) -> Reply:
    """No shelter list is connected: says so, where to ask, and what kind of place to seek."""
    where = phrase("shelter.near", place=place.short) if place else phrase("shelter.here")
    return reply(
        [phrase("shelter.none", where=where), phrase("shelter.ask"), phrase("shelter.seek")],
        cards=(
            Card(
                kind=CardKind.NOTE,
                title="대피소 찾기",
                items=(
                    CardItem(label="앱", value="안전디딤돌"),
                    CardItem(label="급할 때", value="119"),
                ),
            ),
        ),
        quick_replies=("지진 나면?", "침수되면?", "특보 알려줘"),
    )
