"""The map as a PNG, drawn by resvg with the fonts of this machine."""

from __future__ import annotations

from functools import cache

import resvg_py

from assistant.maps.svg import FONT

SCALE = 2


class NoKoreanFont(Exception):
    """This machine has no font for Hangul: the picture would have no words."""


def png(document: str) -> bytes:
    """Pixels of an SVG at twice its size. Raises `NoKoreanFont`."""
    if not _hangul_shows():
        raise NoKoreanFont
    return bytes(resvg_py.svg_to_bytes(svg_string=document, zoom=SCALE))


@cache
def _hangul_shows() -> bool:
    """Whether a syllable leaves ink: resvg draws nothing for letters that no font has."""
    sheet = f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" font-family="{FONT}">'
    blank, word = (
        bytes(resvg_py.svg_to_bytes(svg_string=f'{sheet}<text y="30" font-size="24">{said}</text></svg>'))
        for said in (" ", "길")
    )
    return blank != word
