"""Location histories that are made here."""
