"""A reply on the terminal: level in colour and words, answer, card lines, what one may ask next."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from assistant.answers.tables import level_word
from assistant.reply import Reply
from assistant.risk.model import Level

STYLE = {
    Level.SAFE: "green",
    Level.ATTENTION: "cyan",
    Level.CAUTION: "yellow",
    Level.ALERT: "dark_orange",
    Level.SERIOUS: "bold red",
}


def show_reply(console: Console, reply: Reply) -> None:
    """Prints the reply."""
    line = Text("길벗> ", style="bold")
    if reply.assessment is not None and reply.assessment.coverage > 0:
        level = reply.assessment.level
        line.append(f"[{level_word(level)}] ", style=STYLE[level])
    line.append(reply.text)
    console.print(line)
    for card in reply.cards:
        for item in card.items:
            style = STYLE[item.level] if item.level else "dim"
            console.print(Text(f"   · {item.label}  {item.value}", style=style))
    if reply.quick_replies:
        console.print(Text("   → " + "  |  ".join(reply.quick_replies), style="dim"))
