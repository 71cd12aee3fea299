"""길벗 (Gilbeot): a Korean voice assistant that tells people whether the way is safe before they leave."""

__version__ = "0.1.0"
