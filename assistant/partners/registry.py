"""Which partners there are: the partners file says which, entry points say how to make them."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.partners.errors import NotConfigured, PartnersFileError
from assistant.partners.model import Answer, Options, Partner, Request
from assistant.settings import Settings

log = logging.getLogger(__name__)

GROUP = "gilbeot.partners"
"""Entry points of this group make a `Partner` from its `Options`."""


class Entry(BaseModel):
    """One `[[partner]]` of the partners file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    use: str
    """Name of the entry point."""
    name: str | None = Field(default=None, min_length=1)
    """As it is spoken; default: what the partner calls itself."""
    called: tuple[str, ...] = ()
    """Names it is asked by ("지니한테 물어봐")."""
    wake: tuple[str, ...] = ()
    """Wake words of its own ("헤이 지니")."""
    timeout_s: float = Field(default=3.0, gt=0, le=10)
    """Longest time for an answer."""
    credit: bool = True
    """Say who answered."""
    options: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Registered:
    """A partner with what the file says of it."""

    partner: Partner
    entry: Entry

    @property
    def name(self) -> str:
        """As it is spoken."""
        return self.entry.name or self.partner.name


class Unusable:
    """Stands for a partner that could not be made: it takes what names it and says so."""

    def __init__(self, entry: Entry) -> None:
        self.name = entry.name or entry.use
        self._what = f"파트너 {entry.use}"

    def can_take(self, request: Request) -> bool:
        """Only by name."""
        return request.named

    async def answer(self, request: Request) -> Answer:
        """Never. Raises `NotConfigured`."""
        raise NotConfigured("the partner could not be made", excuse="unusable", what=self._what)

    async def stop(self, session: str) -> None:
        """Nothing to stop."""


def registered(config: Settings) -> tuple[Registered, ...]:
    """The partners of the settings, in the order of the file. Raises `PartnersFileError`."""
    partners = tuple(made(entry, config) for entry in read_entries(config.partners_file))
    names = [partner.name for partner in partners]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise PartnersFileError(f"two partners have the same name {twice!r}: give one of them another `name`")
    return partners


def read_entries(path: Path | None) -> tuple[Entry, ...]:
    """The file's entries; without a file, of the one that is shipped. Raises `PartnersFileError`."""
    shipped = files("assistant.partners") / "data" / "partners.toml"
    where = path or "partners.toml"
    try:
        text = path.read_text(encoding="utf-8") if path else shipped.read_text(encoding="utf-8")
        document = tomllib.loads(text)
        if not isinstance(document.get("partner", []), list):
            raise PartnersFileError(f"{where}: write [[partner]], one for each partner")
        entries = tuple(Entry.model_validate(entry) for entry in document.get("partner", []))
    except OSError as error:
        raise PartnersFileError(f"GILBEOT_PARTNERS_FILE={path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PartnersFileError(f"{where} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        at = ".".join(map(str, first["loc"])) or "[[partner]]"
        raise PartnersFileError(f"{where}: {at}: {first['msg']}. See docs/partners.md") from error
    _check_names(entries, where)
    return entries


def _check_names(entries: Iterable[Entry], where: object) -> None:
    seen: dict[str, str] = {}
    for entry in entries:
        for name in (*entry.called, *entry.wake):
            if not name.strip():
                raise PartnersFileError(f"{where}: {entry.use}: an empty name in called or wake")
            if seen.setdefault(name.strip(), entry.use) != entry.use:
                raise PartnersFileError(f"{where}: both {seen[name]} and {entry.use} are called {name}")


def made(entry: Entry, config: Settings) -> Registered:
    """The partner of an entry. One that cannot be made is `Unusable`: the others go on."""
    found = [point for point in entry_points(group=GROUP) if point.name == entry.use]
    if not found:
        known = ", ".join(sorted(point.name for point in entry_points(group=GROUP))) or "none"
        raise PartnersFileError(f"No partner {entry.use!r} is installed. There are: {known}")
    try:
        partner: Partner = found[0].load()(_options(entry, config))
        if not isinstance(partner.name, str) or not partner.name.strip():
            raise TypeError("a partner needs a name")
    except Exception:
        log.exception("partner %s cannot be made", entry.use)
        partner = Unusable(entry)
    return Registered(partner, entry)


def _options(entry: Entry, config: Settings) -> Options:
    """The file's options over the simple settings of the built-in partners."""
    simple: Mapping[str, Mapping[str, Any]] = {
        "news": {"feeds": [url.strip() for url in config.news_feeds.split(",") if url.strip()]},
        "knowledge": {"zim": config.zim_file, "mediawiki": config.mediawiki_url},
        "music": {"address": config.mpd_address},
    }
    return {**simple.get(entry.use, {}), **entry.options}
