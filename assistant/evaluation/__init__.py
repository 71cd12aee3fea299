"""How well 길벗 understands: data sets in, measured tables, plots and reports out (`gilbeot evaluate`).

`datasets` reads labelled lines, `systems` are what is measured (the bot, its pure annotator, stock Rasa,
dateparser), `intents`, `slots`, `times` and `outside` score, `run` puts it together, and `show`, `plots`
and `page` make it visible. Nothing here is used to answer people.
"""
