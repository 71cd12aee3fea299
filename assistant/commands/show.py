"""A reply on the terminal: level by colour, sign and word, answer, card lines, what one may ask next."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from assistant.answers.tables import level_word
from assistant.reply import Reply
from assistant.risk.model import Assessment, Level

STYLE = {
    Level.SAFE: "green",
    Level.ATTENTION: "cyan",
    Level.CAUTION: "yellow",
    Level.ALERT: "dark_orange",
    Level.SERIOUS: "bold red",
}
SIGN = {Level.SAFE: "✓", Level.ATTENTION: "i", Level.CAUTION: "△", Level.ALERT: "◆", Level.SERIOUS: "■"}
KNOWN_ENOUGH = 0.5
"""Nothing is called safe while less of it was covered (DESIGN: unknown is not safe)."""


def level_badge(assessment: Assessment) -> Text:
    """ "◆ 경계" in its colour; "? 확인 부족" where too little is known to call it safe."""
    level = assessment.level
    if level is Level.SAFE and assessment.coverage < KNOWN_ENOUGH:
        return Text("? 확인 부족", style="bright_black")
    return Text(f"{SIGN[level]} {level_word(level)}", style=STYLE[level])


def show_reply(console: Console, reply: Reply) -> None:
    """Prints the reply."""
    line = Text("길벗> ", style="bold")
    if reply.assessment is not None and reply.assessment.coverage > 0:
        line.append("[").append_text(level_badge(reply.assessment)).append("] ")
    line.append(reply.text, style="not bold")
    console.print(line)
    for card in reply.cards:
        for item in card.items:
            sign = f"{_sign(item.level, item.value)} " if item.level else "· "
            console.print(
                Text(f"   {sign}{item.label}  {item.value}", style=STYLE[item.level] if item.level else "dim")
            )
    if reply.quick_replies:
        offered = "  ".join(f"{number} {text}" for number, text in enumerate(reply.quick_replies, 1))
        console.print(Text(f"   → {offered}", style="dim"))


def _sign(level: Level, said: str) -> str:
    """The sign of the level, with its word where the line does not say it anyway."""
    word = level_word(level)
    return SIGN[level] if word in said else f"{SIGN[level]} {word} "
