"""Builds and checks the data of assistant/places from public sources."""
