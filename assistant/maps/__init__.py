"""A journey as a picture that needs no network: our own outline of the country and trunk roads.

`view_of` gathers what is shown (the way with its level at each hour, other ways, where hazards are),
`drawing` lays it out, `svg` paints it, `html` puts it on a page with the times beside it, `png` makes pixels.
"""

from __future__ import annotations

from assistant.maps.journey import journey_map

__all__ = ["journey_map"]
