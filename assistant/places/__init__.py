"""Places and regions: names, points, boundaries (시군구) and H3 cells; place names in running text."""

from assistant.places.gazetteer import PlaceTable, load_gazetteer
from assistant.places.model import Gazetteer, Place, PlaceKind, PlaceMention, Region, RegionIndex
from assistant.places.regions import Regions, load_regions
from assistant.places.resolve import Ambiguous, resolve, spoken_name

__all__ = [
    "Ambiguous",
    "Gazetteer",
    "Place",
    "PlaceKind",
    "PlaceMention",
    "PlaceTable",
    "Region",
    "RegionIndex",
    "Regions",
    "load_gazetteer",
    "load_regions",
    "resolve",
    "spoken_name",
]
