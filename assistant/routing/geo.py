"""Distances and points along a line, on a sphere. Degrees in, kilometres out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import asin, ceil, cos, radians, sin, sqrt

EARTH_DIAMETER_KM = 12742.0

Point = tuple[float, float]
"""Latitude, longitude in degrees."""


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance (haversine)."""
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    half = sin((phi_b - phi_a) / 2) ** 2
    half += cos(phi_a) * cos(phi_b) * sin(radians(lon_b - lon_a) / 2) ** 2
    return EARTH_DIAMETER_KM * asin(min(1.0, sqrt(half)))


def length_km(line: Sequence[Point]) -> float:
    """Length of a polyline."""
    return sum(distance_km(*a, *b) for a, b in pairwise(line))


def densify(line: Sequence[Point], step_km: float) -> list[tuple[float, float, float]]:
    """Points along a polyline at most `step_km` apart, ends and corners included.

    Returns (lat, lon, share), where share grows from 0 to 1 along the line. Rounded to 1e-5 degree (1 m).
    """
    total = length_km(line)
    points = [(line[0][0], line[0][1], 0.0)]
    done = 0.0
    for (lat_a, lon_a), (lat_b, lon_b) in pairwise(line):
        piece = distance_km(lat_a, lon_a, lat_b, lon_b)
        if piece <= 0.0:
            continue
        count = max(1, ceil(piece / step_km))
        for i in range(1, count + 1):
            part = i / count
            points.append(
                (
                    round(lat_a + (lat_b - lat_a) * part, 5),
                    round(lon_a + (lon_b - lon_a) * part, 5),
                    (done + piece * part) / total,
                )
            )
        done += piece
    if len(points) == 1:
        points.append((line[-1][0], line[-1][1], 1.0))
    return points
