"""The Korean sentences of `NoRoute`: why there is no way, and what to do."""

from __future__ import annotations

from assistant.korean.josa import josa
from assistant.places.model import Place
from assistant.routing.islands import MAINLAND, land_of


def same_place() -> str:
    """Origin and destination are one."""
    return "출발지와 도착지가 같은 곳이에요. 어디로 가시는지 다시 말씀해 주세요."


def no_access(place: Place) -> str:
    """No road near the point: at sea or abroad."""
    what_to_do = "우리나라 안에 있는 곳인지 확인하고 다시 말씀해 주세요."
    return f"{place.short} 근처에는 제가 아는 길이 없어요. {what_to_do}"


def no_road(origin: Place, destination: Place) -> str:
    """The two lie on different lands."""
    there = land_of(destination.lat, destination.lon)
    island = there or land_of(origin.lat, origin.lon)
    ways = "비행기나 배편을" if island == "제주도" else "배편을"
    where = f"{origin.short}에서" if there == MAINLAND else f"{destination.short}까지"
    return f"{where}는 육지와 이어진 찻길이 없어요. {ways} 알아보세요."


def avoided(place: Place, *, by_the_way: bool = False) -> str:
    """The end of the journey, or every way to it, lies in a region to be avoided."""
    if by_the_way:
        what_to_do = "시간을 바꾸거나 다른 교통편을 알아보세요."
        return f"{place.short}까지 그 지역을 피해서 가는 편은 없어요. {what_to_do}"
    what_to_do = "시간을 늦추거나 안전한 곳에 머무르세요."
    return f"{place.short} 자체가 피해야 할 지역 안에 있어서 돌아갈 길이 없어요. {what_to_do}"


def not_by(road: Place, origin: Place, destination: Place) -> str:
    """No sensible way between the two runs along the wished road."""
    pair = f"{origin.short}에서 {destination.short}까지"
    what_to_do = "다른 길을 말씀하시거나 길을 정하지 말고 물어봐 주세요."
    return f"{pair} {josa(road.short, '로')} 가는 길은 찾지 못했어요. {what_to_do}"


def only_by_road(via: Place) -> str:
    """A wished way with a mode that does not choose its way."""
    what_to_do = "교통편이나 길 하나만 말씀해 주세요."
    return f"{josa(via.short, '을')} 지나는 길은 자동차나 버스로 갈 때만 찾을 수 있어요. {what_to_do}"


def no_line(what: str, origin: Place, destination: Place) -> str:
    """No sensible connection by `what`, a word that takes 로 ("기차", "지하철")."""
    pair = f"{origin.short}에서 {destination.short}까지"
    return f"{pair} {what}로 가는 길은 찾지 못했어요. 다른 교통편을 말씀해 주세요."


def too_far(how: str, origin: Place, destination: Place, instead: str) -> str:
    """Too far to walk or ride."""
    return f"{origin.short}에서 {destination.short}까지는 {how} 가기에 너무 멀어요. {instead} 알아보세요."
