"""Keys that this machine makes for itself, in files of their owner only (0600) or in its keyring."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 32
SERVICE = "gilbeot"
"""Under which name the keyring keeps them."""


def kept_key(path: Path) -> bytes:
    """The key in that file, its owner's only; made if it is not there. Raises OSError, ValueError."""
    if not path.exists():
        _make(path)
    key = path.read_bytes().strip()
    if len(key) < KEY_BYTES:
        raise ValueError(f"{path} holds no key of {KEY_BYTES} bytes or more. Delete it to have one made.")
    return key


def keyring_key(path: Path) -> bytes:
    """The key that the operating system keeps under the path's name; made if it has none.

    A key in that file from before moves into the keyring. Raises OSError, ValueError."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise ValueError("GILBEOT_DATA_KEYRING needs the extra: pip install 'gilbeot[keyring]'") from None
    name = str(path.absolute())
    try:
        known = keyring.get_password(SERVICE, name)
        if known is None:
            known = kept_key(path).decode()
            keyring.set_password(SERVICE, name, known)
            if keyring.get_password(SERVICE, name) != known:
                raise OSError("the keyring of this machine does not keep what it is given")
        path.unlink(missing_ok=True)
    except KeyringError as error:
        raise OSError(f"the keyring of this machine cannot be used ({type(error).__name__})") from error
    return known.encode()


def _make(path: Path) -> None:
    """A link appears whole or not at all: of several processes that start, one wins and all read its key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(KEY_BYTES).encode())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
