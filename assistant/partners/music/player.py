"""MPD's protocol (Mopidy speaks it too): a connection for each request, so that a restart hurts nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from mpd import CommandError, MPDClient, MPDError, ProtocolError
from rapidfuzz import fuzz, process

from assistant.partners.errors import BadPartnerAnswer, NotConfigured, PartnerDown
from assistant.partners.music.words import Wish

ALIKE = 88.0
"""Similarity (0-100) from which a name is taken for one of the library's. A judgement."""
_TAGS = ("artist", "title", "album")
_MOST = 200
"""Songs that are put into the queue."""


def folded(name: str) -> str:
    """A name without case and spaces."""
    return "".join(name.split()).casefold()


class Player:
    """Blocking calls; each raises `PartnerError`."""

    def __init__(self, address: str, password: str = "", timeout_s: float = 2.0) -> None:
        self._address = address.strip()
        self._password = password
        self._timeout_s = timeout_s

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """A client of MPD inside the block."""
        if not self._address:
            raise NotConfigured("no address", what="음악 서버 주소(GILBEOT_MPD_ADDRESS)")
        host, _, port = self._address.rpartition(":")
        if self._address.startswith("/"):
            host, port = self._address, "0"
        if not host or not port.isdigit():
            raise NotConfigured("host:port is needed", excuse="unusable", what="음악 서버 주소")
        client: Any = MPDClient()
        client.timeout = self._timeout_s
        try:
            client.connect(host, int(port))
            if self._password:
                client.password(self._password)
            yield client
        except CommandError as error:
            raise BadPartnerAnswer(f"MPD: {error}") from None
        except ProtocolError:
            raise BadPartnerAnswer("what answers there is no MPD") from None
        except (OSError, MPDError, UnicodeDecodeError) as error:
            raise PartnerDown(f"MPD: {type(error).__name__}") from None
        finally:
            with suppress(MPDError, OSError):
                client.disconnect()

    def play(self, wish: Wish) -> str | None:
        """Plays what was wished; its name, "" for anything, None if the library has nothing of it."""
        with self.connected() as mpd:
            songs, name = self._find(mpd, wish)
            if songs is None:
                return None
            mpd.clear()
            for song in songs[:_MOST]:
                mpd.add(song)
            mpd.play(0)
            return name

    def _find(self, mpd: Any, wish: Wish) -> tuple[list[str] | None, str]:
        if wish.query and (found := _by_name(mpd, wish.query)):
            return found
        genres = _names(mpd, "genre")
        for fits in wish.moods:
            matching = [genre for genre in genres if folded(genre) == folded(fits)]
            if matching:
                return _files(mpd.find("genre", matching[0])), fits
        lists = {folded(row["playlist"]): row["playlist"] for row in mpd.listplaylists()}
        for fits in (wish.query, *wish.moods):
            if fits and folded(fits) in lists:
                return list(mpd.listplaylist(lists[folded(fits)])), fits
        if wish.query or wish.moods:
            return None, ""
        every = _files(mpd.search("any", "")) or _files(mpd.listall())
        return (every or None), ""


def _by_name(mpd: Any, query: str) -> tuple[list[str], str] | None:
    """An artist, a title or an album; or an artist before a title ("아이유 밤편지")."""
    for tag in _TAGS:
        if (name := _closest(query, _names(mpd, tag))) is not None:
            return _files(mpd.find(tag, name)), name
    words = query.split()
    for cut in range(1, len(words)):
        artist = _closest(" ".join(words[:cut]), _names(mpd, "artist"))
        if artist is None:
            continue
        titles = [_first(song.get("title", "")) for song in mpd.find("artist", artist)]
        title = _closest(" ".join(words[cut:]), titles)
        if title is not None:
            return _files(mpd.find("artist", artist, "title", title)), f"{artist}의 {title}"
        return _files(mpd.find("artist", artist)), artist
    return None


def _closest(said: str, names: Sequence[str]) -> str | None:
    by_fold = {folded(name): name for name in names if name}
    found = process.extractOne(folded(said), list(by_fold), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return by_fold[found[0]] if found else None


def _names(mpd: Any, tag: str) -> list[str]:
    rows = mpd.list(tag)
    return [_first(row[tag] if isinstance(row, dict) else row) for row in rows if row]


def _files(rows: Any) -> list[str]:
    return [str(row["file"]) for row in rows if "file" in row]


def _first(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value)
