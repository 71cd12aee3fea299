"""The report as one HTML file, plots inside, readable without a network."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape

from assistant.evaluation.run import CLEAN, Results
from assistant.evaluation.tables import Table

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b2a33}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
td,th{border-bottom:1px solid #d5dee3;padding:.2rem .7rem;text-align:left}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
img{max-width:100%} .note{color:#5b6b75} details{margin:.4rem 0}
@media (prefers-color-scheme:dark){
body{background:#10181d;color:#dce6eb}td,th{border-color:#33424b}img{background:#fff}}
"""


def page(results: Results, tables: Sequence[Table], plots: Iterable[tuple[str, bytes]], made: str) -> str:
    """The whole page. `made` says when and with what it was measured."""
    notes = [*(f"Absent: {name}." for name in results.absent), *results.notes]
    parts = ["<h1>gilbeot evaluate</h1>", f'<p class="note">{escape(made)}</p>', "<ul>"]
    parts += [f"<li>{escape(note)}</li>" for note in notes]
    parts += ["</ul>", *(_table(table) for table in tables)]
    for caption, png in plots:
        data = base64.b64encode(png).decode()
        parts.append(
            f'<h2>{escape(caption)}</h2><img alt="{escape(caption)}" src="data:image/png;base64,{data}">'
        )
    parts += ["<h2>Errors</h2>", *_errors(results)]
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return (
        f'<!doctype html><html lang="en"><head>{head}<title>gilbeot evaluate</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _table(table: Table) -> str:
    def cells(row: Sequence[str], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=n' if index >= table.names else ''}>{escape(cell)}</{tag}>"
            for index, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in table.rows)
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    head = cells(table.columns, "th")
    return f"<table><caption>{escape(table.title)}</caption><tr>{head}</tr>{body}</table>{note}"


def _errors(results: Results) -> Iterable[str]:
    for (system, data, level), score in results.intents.items():
        yield _list(f"intents: {system}, {data}", level, score.wrong)
    for (system, data, level), slot_score in results.slots.items():
        yield _list(f"slots: {system}, {data}", level, slot_score.wrong)
    for (system, data, level), time_score in results.times.items():
        yield _list(f"times: {system}, {data}", level, time_score.wrong)


def _list(title: str, level: int, wrong: Sequence[tuple[str, ...]]) -> str:
    if not wrong:
        return ""
    where = title if level == CLEAN else f"{title}, noise {level}"
    items = "".join(f"<li>{' | '.join(escape(part) for part in row)}</li>" for row in wrong)
    return f"<details><summary>{escape(where)}: {len(wrong)}</summary><ul>{items}</ul></details>"
