"""Persistence: SQLAlchemy over SQLite (default) or any database by URL. What is personal is encrypted."""

from hashlib import blake2b

LOCAL = "local"
"""The owner of what is kept without a key, on a server that only this machine can reach."""


def conversation_of(user_id: str, owner: str = LOCAL) -> str:
    """The name of a conversation: users of one name behind two API keys have two."""
    if owner in (LOCAL, ""):
        return user_id
    return "key-" + blake2b(f"{owner}\0{user_id}".encode(), digest_size=16).hexdigest()
