"""Particles by the sound before them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.korean.josa import fill, final_sound, josa, particles, shape

CASES = [
    ("부산", "으로", "부산으로"),
    ("서울", "으로", "서울로"),
    ("제주", "으로", "제주로"),
    ("부산", "은", "부산은"),
    ("제주", "은", "제주는"),
    ("호우", "이/가", "호우가"),
    ("눈", "이/가", "눈이"),
    ("눈", "가/이", "눈이"),
    ("비", "을", "비를"),
    ("강풍", "와", "강풍과"),
    ("파도", "과", "파도와"),
    ("길벗", "아", "길벗아"),
    ("나래", "아/야", "나래야"),
    ("서울", "이에요", "서울이에요"),
    ("제주", "이에요/예요", "제주예요"),
    ("부산", "이라", "부산이라"),
    ("대구", "이라", "대구라"),
    ("버스", "이나", "버스나"),
    ("기차", "이나/나", "기차나"),
    ("택시", "이랑", "택시랑"),
    ("지하철", "이랑/랑", "지하철이랑"),
    ("지하철", "으로", "지하철로"),
    ("서울", "으로부터", "서울로부터"),
    ("부산", "으로부터", "부산으로부터"),
    # Digits as they are read.
    ("3", "이", "3이"),
    ("10", "은", "10은"),
    ("2", "은", "2는"),
    ("7", "으로", "7로"),
    ("100", "으로", "100으로"),
    ("1,000", "을", "1,000을"),
    ("0", "이", "0이"),
    ("119", "으로", "119로"),
    ("1339", "은", "1339는"),
    ("5.4", "이", "5.4가"),
    # Letters.
    ("KTX", "을", "KTX를"),
    ("SRT", "과", "SRT와"),
    ("판교IC", "은", "판교IC는"),
    ("LG", "은", "LG는"),
    ("TM", "이", "TM이"),
    ("L", "으로", "L로"),
    ("Busan", "으로", "Busan으로"),
    # Units.
    ("30mm", "이에요", "30mm예요"),
    ("50%", "을", "50%를"),
    ("12℃", "이", "12℃가"),
    ("3kg", "은", "3kg은"),
    ("20m/s", "으로", "20m/s로"),
    ("10시 30분", "이에요", "10시 30분이에요"),
    # Quotation marks and remarks.
    ("'경계'", "이", "'경계'가"),
    ("‘관심’", "으로", "‘관심’으로"),
    ("「안전」", "은", "「안전」은"),
    ("김해(경남)", "이", "김해(경남)가"),
    ("울산(남구)", "은", "울산(남구)은"),
    ("초미세먼지(PM2.5)", "은", "초미세먼지(PM2.5)는"),
    ("(부산)", "은", "(부산)은"),
    ("부산 ", "은", "부산 은"),
    ("", "은", "는"),
    ("🌀", "이", "🌀가"),
]


@pytest.mark.parametrize(("word", "particle", "expected"), CASES)
def test_josa(word: str, particle: str, expected: str) -> None:
    assert josa(word, particle) == expected


def test_only_the_shape() -> None:
    assert shape("서울", "을/를") == "을"
    assert final_sound("서울") == "ㄹ"
    assert final_sound("KTX") == ""


def test_unknown_particles_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown particle"):
        josa("부산", "에서")


def test_every_spelling_of_every_particle_is_known() -> None:
    table = particles()
    for particle in set(table.values()):
        assert table[f"{particle.closed}/{particle.open}"] is particle
        assert table[f"{particle.open}/{particle.closed}"] is particle
        assert table[particle.closed] is particle


@given(st.text(max_size=20), st.sampled_from(sorted(particles())))
def test_any_word_takes_one_of_the_two_shapes(word: str, particle: str) -> None:
    known = particles()[particle]
    assert josa(word, particle) in (word + known.closed, word + known.open)


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        (
            "{origin}에서 {dest}까지 {hazard:이/가} 있어요",
            {"origin": "서울", "dest": "부산", "hazard": "호우경보"},
            "서울에서 부산까지 호우경보가 있어요",
        ),
        ("{place:은} {score:.0f}점", {"place": "밀양", "score": 71.6}, "밀양은 72점"),
        ("{n:을/를} 누르세요 {{그대로}}", {"n": 3}, "3을 누르세요 {그대로}"),
        (
            "길벗 판단으로 '{level}' 단계{level:이에요}",
            {"level": "주의"},
            "길벗 판단으로 '주의' 단계주의예요",
        ),
    ],
)
def test_fill(template: str, values: dict[str, object], expected: str) -> None:
    assert fill(template, **values) == expected


def test_fill_refuses_what_it_does_not_know() -> None:
    with pytest.raises(KeyError):
        fill("{place:은/는}")
    with pytest.raises(ValueError, match="unknown particle"):
        fill("{place:한/두}", place="부산")
