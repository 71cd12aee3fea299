"""KMA's forecast grid: latitude and longitude -> cell. Pure.

Lambert conformal conic with the constants of KMA's forecast services: standard parallels 30 and 60 N, origin
126 E 38 N at cell (43, 136), 5 km, sphere of 6371.00877 km. 149 x 253 cells, counted from 1.
"""

from __future__ import annotations

from math import cos, floor, log, pi, radians, sin, tan

COLUMNS, ROWS = 149, 253

_RADIUS = 6371.00877 / 5.0
_PARALLELS = radians(30.0), radians(60.0)
_LON0, _LAT0 = radians(126.0), radians(38.0)
_X0, _Y0 = 43, 136


def _half(angle: float) -> float:
    return tan(pi / 4 + angle / 2)


_N = log(cos(_PARALLELS[0]) / cos(_PARALLELS[1])) / log(_half(_PARALLELS[1]) / _half(_PARALLELS[0]))
_F = _half(_PARALLELS[0]) ** _N * cos(_PARALLELS[0]) / _N
_RHO0 = _RADIUS * _F / _half(_LAT0) ** _N


def cell(lat: float, lon: float) -> tuple[int, int]:
    """(nx, ny) of a point in degrees. Raises ValueError outside the grid."""
    if not (-89.0 < lat < 89.0):
        raise ValueError(f"latitude {lat} is outside the KMA grid")
    rho = _RADIUS * _F / _half(radians(lat)) ** _N
    turn = (radians(lon) - _LON0 + pi) % (2 * pi) - pi
    x = floor(rho * sin(turn * _N) + _X0 + 0.5)
    y = floor(_RHO0 - rho * cos(turn * _N) + _Y0 + 0.5)
    if not (1 <= x <= COLUMNS and 1 <= y <= ROWS):
        raise ValueError(f"{lat}, {lon} is outside the KMA grid")
    return x, y
