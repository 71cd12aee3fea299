"""Writing the words of a recogniser as people write.

Our own model marks what continues a word, vosk-model-small-ko-0.22 puts a space between all morphemes:

"서해대교 +가 통제됐어"            ->  "서해대교가 통제됐어"
"내일 부산 가 는 길 안전 한 가요"  ->  "내일 부산 가는 길 안전한가요"
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from assistant.speech.choices import Spacing
from assistant.speech.errors import RecognizerMissing
from assistant.speech.vosk_engine import Writing, plain

_OFFICIAL = "vosk-model-small-ko"


def writing_for(folder: Path, spacing: Spacing = Spacing.AUTO) -> Writing:
    """How words of this model are written."""
    if spacing is Spacing.AUTO:
        spacing = Spacing.MORPHEMES if _OFFICIAL in folder.name else Spacing.WORDS
    return respaced if spacing is Spacing.MORPHEMES else plain


def respaced(words: Sequence[str]) -> str:
    """Morphemes joined into words. Raises RecognizerMissing without Kiwi."""
    text = plain(words)
    return str(_kiwi().space(text, reset_whitespace=True)) if text else ""


@cache
def _kiwi() -> Any:
    """Some 260 MB; only for models that need it."""
    try:
        from kiwipiepy import Kiwi
    except ImportError as error:
        raise RecognizerMissing(
            f"the spaces of this model need kiwipiepy ({error}). Install it, or set GILBEOT_STT_SPACING=words"
        ) from error
    return Kiwi(num_workers=1, load_default_dict=False, load_typo_dict=False, load_multi_dict=False)
