"""Music by MPD or Mopidy: artist, title, genre and mood, control in words, quieter while somebody speaks."""

from assistant.partners.music.partner import Music

__all__ = ["Music"]
