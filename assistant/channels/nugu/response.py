"""What NUGU gets back. A value cannot be longer than `limits.py` allows: it is cut to fit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from assistant.channels.fit import Fit
from assistant.channels.nugu.limits import LIMITS

_MARKUP = str.maketrans("<>{}", "〈〉()")


def plain(text: str) -> str:
    """Without what a prompt of Play Builder would read as a tag or a parameter."""
    return text.translate(_MARKUP)


Plain = AfterValidator(plain)


class Output(BaseModel):
    """Values of backend parameters, all text. Those of the request come back as they were."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Annotated[str, Fit(LIMITS.value, least=0)]] = Field(init=False)

    answer: Annotated[str, Fit(LIMITS.answer), Plain]
    """What is said."""
    ask: Annotated[str, Fit(LIMITS.ask, least=0), Plain]
    """What is said when the user stays silent."""
    more: Literal["Y", "N"]
    """Whether the play waits for the user (대기 Prompt) or ends (종료 Prompt)."""
    level: Annotated[str, Fit(LIMITS.level, least=0), Plain]
    """길벗's level in words; empty where there is none."""
    misses: Annotated[str, Field(pattern="^[0-9]$")]
    """Turns in a row that nobody understood: a parameter that the play keeps."""


class NuguResponse(BaseModel):
    """The whole response."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)

    version: Literal["2.0"] = "2.0"
    result_code: Literal["OK"] = "OK"
    output: Output
    directives: tuple[dict[str, Any], ...] = Field(default=(), max_length=0)
    """None: only the audio player has any."""

    def wire(self) -> dict[str, Any]:
        """What is sent."""
        return self.model_dump(mode="json", by_alias=True)
