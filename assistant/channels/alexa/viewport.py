"""The screen of an Alexa device, and how many lines it shows."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from assistant.channels.alexa.limits import LIMITS

Pixels = Annotated[int, Field(ge=0, le=100_000)]

_ABOVE_DP = 220
"""Ours: height of title, level and margins, in display-independent pixels."""
_LINE_DP = 70
"""Ours: height of a line of two rows."""
_ROUND_LINES = 3
"""Ours: lines of a round screen, which has no room above and below."""


class Viewport(BaseModel):
    """What Alexa tells of a screen (`context.Viewport`). The default is that of the first Echo Show."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)

    shape: str = "RECTANGLE"
    pixel_height: Pixels = 600
    current_pixel_height: Pixels | None = None
    """Of a device that was turned."""
    dpi: Annotated[int, Field(ge=1, le=10_000)] = 160

    @property
    def lines(self) -> int:
        """Lines that fit beneath the title and the level: at least one."""
        pixels = self.pixel_height if self.current_pixel_height is None else self.current_pixel_height
        fitting = (pixels * 160 // self.dpi - _ABOVE_DP) // _LINE_DP
        most = _ROUND_LINES if self.shape.upper() == "ROUND" else LIMITS.lines
        return max(1, min(fitting, most))
