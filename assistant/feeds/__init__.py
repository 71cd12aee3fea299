"""Feeds: each source's wire format turned into signals; recorded scenarios; past frequencies.

`kma_bulletin` reads warning bulletins into statements, `resolve` turns all statements known at a
moment into the warnings in force, `typhoon` continues a storm's track, `replay` plays recorded
events, `climatology` says what is usual. Nothing here scores.
"""
