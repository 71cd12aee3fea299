"""Reading Latin letters in Hangul: acronyms by letter, known words by table, others by rough sound rules.

The sound rules follow the spirit of the official loanword orthography (외래어 표기법) from spelling alone.
They exist so that a synthesiser with a Korean voice never meets a letter it cannot say, not as a
pronunciation lexicon.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.korean.jamo import INITIALS, VOWELS, compose, with_final
from assistant.korean.spoken_tables import table

_ACRONYM_LENGTH = 5
"""Up to this many capitals are read by letter (COVID apart, CCTV, GPS); longer ones usually are words."""

_LONGEST_NAME = 24
"""Romanised place names are shorter; a bound, because syllables are looked for by trial."""


def letters(word: str) -> str:
    """Letter names: KTX is 케이티엑스."""
    names = table("latin")["letters"]
    return "".join(names.get(char.upper(), "") for char in word)


def latin(word: str) -> str:
    """The reading of one run of ASCII letters (an apostrophe is passed over)."""
    word = word.replace("'", "")
    known = table("latin")["words"].get(word.lower())
    if known:
        return str(known)
    vowels = re.search(r"[aeiouyAEIOUY]", word)
    if not vowels or len(word) == 1 or (word.isupper() and len(word) <= _ACRONYM_LENGTH):
        return letters(word)
    korean = _romanised(word.lower()) if word[0].isupper() and 3 < len(word) <= _LONGEST_NAME else None
    return korean or _by_sound(word.lower()) or letters(word)


_ROMAN_ONSETS = {
    "kk": "ㄲ", "tt": "ㄸ", "pp": "ㅃ", "ss": "ㅆ", "jj": "ㅉ",
    "ch": "ㅊ", "g": "ㄱ", "n": "ㄴ", "d": "ㄷ", "r": "ㄹ",
    "l": "ㄹ", "m": "ㅁ", "b": "ㅂ", "s": "ㅅ", "j": "ㅈ",
    "k": "ㅋ", "t": "ㅌ", "p": "ㅍ", "h": "ㅎ", "": "ㅇ",
}  # fmt: skip
_ROMAN_VOWELS = {
    "yeo": "ㅕ", "yae": "ㅒ", "wae": "ㅙ", "ae": "ㅐ",
    "ya": "ㅑ", "eo": "ㅓ", "ye": "ㅖ", "wa": "ㅘ", "oe": "ㅚ",
    "yo": "ㅛ", "wo": "ㅝ", "we": "ㅞ", "wi": "ㅟ", "yu": "ㅠ",
    "eu": "ㅡ", "ui": "ㅢ", "a": "ㅏ", "e": "ㅔ", "o": "ㅗ",
    "u": "ㅜ", "i": "ㅣ",
}  # fmt: skip
_ROMAN_FINALS = {"": "", "n": "ㄴ", "m": "ㅁ", "l": "ㄹ", "k": "ㄱ", "t": "ㅅ", "p": "ㅂ", "ng": "ㅇ"}


def _romanised(word: str) -> str | None:
    """The Korean word behind a Revised Romanisation (Gangnam is 강남), or None if it is not one.

    Open syllables are tried first, so that n and g go to the next syllable (Hanguk is 한국).
    """
    if not word:
        return ""
    for onset in sorted(_ROMAN_ONSETS, key=len, reverse=True):
        if not word.startswith(onset):
            continue
        for vowel in _ROMAN_VOWELS:
            if not word.startswith(vowel, len(onset)):
                continue
            for final in _ROMAN_FINALS:
                head = onset + vowel + final
                if not word.startswith(head):
                    continue
                rest = _romanised(word[len(head) :])
                if rest is not None:
                    syllable = compose(_ROMAN_ONSETS[onset], _ROMAN_VOWELS[vowel], _ROMAN_FINALS[final])
                    return syllable + rest
    return None


# Spelling to sound, longest first. A value of vowels only is a vowel sound (several letters: several
# syllables); a consonant is followed by the vowel it takes when it has to stand alone (ㅡ or ㅣ).
_SOUNDS: tuple[tuple[str, str], ...] = (
    ("tion", "ㅅㅕㄴ"), ("sion", "ㅅㅕㄴ"), ("ture", "ㅊㅓ"),
    ("igh", "ㅏㅣ"), ("sch", "ㅅㅡㅋ"), ("tch", "ㅊ"),
    ("ch", "ㅊ"), ("sh", "ㅅ*"), ("th", "ㅅ"), ("ph", "ㅍ"),
    ("wh", "ㅎㅜ"), ("ck", "ㅋ"), ("ng", "ㅇ"), ("qu", "ㅋㅜ"),
    ("ee", "ㅣ"), ("ea", "ㅣ"), ("oo", "ㅜ"), ("ou", "ㅏㅜ"),
    ("ow", "ㅗ"), ("oa", "ㅗ"), ("ai", "ㅔㅣ"), ("ay", "ㅔㅣ"),
    ("ei", "ㅔㅣ"), ("ey", "ㅣ"), ("ie", "ㅣ"), ("oi", "ㅗㅣ"),
    ("oy", "ㅗㅣ"), ("au", "ㅗ"), ("aw", "ㅗ"), ("ew", "ㅠ"),
    ("ue", "ㅜ"), ("er", "ㅓ"), ("ir", "ㅓ"), ("ur", "ㅓ"),
    ("ar", "ㅏ"), ("or", "ㅗ"), ("ya", "ㅑ"), ("yo", "ㅛ"),
    ("yu", "ㅠ"), ("ye", "ㅖ"), ("wa", "ㅘ"), ("wo", "ㅝ"),
    ("we", "ㅞ"), ("wi", "ㅟ"), ("a", "ㅏ"), ("e", "ㅔ"),
    ("i", "ㅣ"), ("o", "ㅗ"), ("u", "ㅓ"), ("y", "ㅣ"), ("b",
    "ㅂ"), ("c", "ㅋ"), ("d", "ㄷ"), ("f", "ㅍ"), ("g", "ㄱ"),
    ("h", "ㅎ"), ("j", "ㅈ"), ("k", "ㅋ"), ("l", "ㄹ"), ("m",
    "ㅁ"), ("n", "ㄴ"), ("p", "ㅍ"), ("q", "ㅋ"), ("r", "r"),
    ("s", "ㅅ"), ("t", "ㅌ"), ("v", "ㅂ"), ("w", "ㅜ"), ("x", "ㅋㅅ"), ("z", "ㅈ"),
)  # fmt: skip
_MAGIC_E = {"a": "ㅔㅣ", "i": "ㅏㅣ", "o": "ㅗ", "u": "ㅠ"}
_ALONE = {"ㅊ": "ㅣ", "ㅈ": "ㅣ"}
_STOPS = {"ㅍ": "ㅂ", "ㅋ": "ㄱ", "ㅌ": "ㅅ"}
_FINALS = {"ㄴ": "ㄴ", "ㅁ": "ㅁ", "ㅇ": "ㅇ", "ㄹ": "ㄹ"}


def _by_sound(word: str) -> str:
    word = re.sub(r"([b-df-hj-np-tv-z])\1", r"\1", word)
    word = re.sub(r"c(?=[eiy])", "s", word)
    # A silent e lengthens the vowel before it (safe, ride) and is not said itself.
    magic = re.fullmatch(r"(.*[^aeiou]|)([aiou])([b-df-hj-np-tv-z])e", word)
    if magic:
        sounds = [*_sounds(magic[1]), *_MAGIC_E[magic[2]], *_sounds(magic[3])]
    else:
        silent = re.fullmatch(r"(.*[aeiouy].*[^aeiouy])e", word)
        sounds = _sounds(silent[1] if silent else word)
    return _assemble(sounds)


def _sounds(word: str) -> list[str]:
    out: list[str] = []
    position = 0
    while position < len(word):
        for spelling, sound in _SOUNDS:
            if word.startswith(spelling, position):
                out.extend(sound)
                position += len(spelling)
                break
        else:
            position += 1
    return out


def _assemble(sounds: list[str]) -> str:
    out = ""
    # Whether the last syllable ends in a vowel that was written, and so may take a final consonant.
    open_vowel = False
    position = 0
    while position < len(sounds):
        sound = sounds[position]
        soft = sounds[position + 1 : position + 2] == ["*"]
        step = 2 if soft else 1
        after = "".join(sounds[position + step : position + step + 1])
        vowel_next = bool(after) and after in VOWELS
        if sound == "r":
            # Before a vowel ㄹ, otherwise a vowel of its own: fire is 파이어.
            sound, after, vowel_next = ("ㄹ", after, True) if vowel_next else ("ㅓ", "", False)
        elif sound == "ㄹ" and vowel_next and open_vowel:
            # Between vowels l is held: hello is 헬로.
            out = out[:-1] + with_final(out[-1], "ㄹ")
        if sound in VOWELS:
            out += compose("ㅇ", sound)
            open_vowel = True
        elif sound in INITIALS and vowel_next and not (sound == "ㅇ" and out):
            out += compose(sound, after)
            open_vowel = True
            step += 1
        elif open_vowel and (final := _closing(sound, after)):
            out = out[:-1] + with_final(out[-1], final)
            open_vowel = False
        elif sound in INITIALS:
            out += compose(sound, "ㅣ" if soft else _ALONE.get(sound, "ㅡ"))
            open_vowel = False
        position += step
    return out


def _closing(sound: str, after: str) -> str:
    """The final consonant a sound becomes before no vowel; empty if it needs its own syllable."""
    if sound in _FINALS:
        return _FINALS[sound]
    return _STOPS.get(sound, "") if not after or (sound, after) == ("ㅋ", "ㅅ") else ""


@cache
def phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    """The pattern of the fixed phrases (longest first) and their readings by lower-case spelling."""
    known = {spelling.lower(): reading for spelling, reading in table("latin")["phrases"].items()}
    pattern = "|".join(re.escape(spelling) for spelling in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z0-9.])(?:{pattern})(?![A-Za-z0-9])", re.IGNORECASE), known
