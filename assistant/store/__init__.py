"""Persistence: SQLAlchemy over SQLite (default) or any database by URL."""
