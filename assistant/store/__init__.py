"""Persistence: SQLAlchemy over SQLite (default) or any database by URL. What is personal is encrypted."""

LOCAL = "local"
"""The owner of what is kept without a key, on a server that only this machine can reach."""
