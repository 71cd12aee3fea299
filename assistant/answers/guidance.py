"""What to do in a hazard: short wording of our own after the official behaviour guidance."""

from __future__ import annotations

from assistant.answers.say import phrase, reply
from assistant.answers.tables import hazard_word, table
from assistant.reply import Card, CardItem, CardKind, Reply
from assistant.risk.model import Hazard


def guidance_answer(hazard: Hazard | None) -> Reply:
    """Three sentences for the hazard, the source named; for None the rules that fit any."""
    rows = table("guidance")
    key = hazard.value if hazard else "other"
    row = rows.get(key, rows["other"])
    sentences = list(row["say"])
    if row["official"]:
        sentences[0] = phrase("guidance.official", source=rows["source"]["official"], first=sentences[0])
    name = hazard_word(hazard) if hazard and hazard is not Hazard.OTHER else phrase("guidance.any")
    return reply(
        sentences,
        cards=(
            Card(
                kind=CardKind.NOTE,
                title=f"{name} 행동요령",
                items=(
                    CardItem(
                        label="출처",
                        value=rows["source"]["official"] if row["official"] else rows["source"]["ours"],
                    ),
                ),
            ),
        ),
        quick_replies=("특보 알려줘", "가까운 대피소"),
    )
