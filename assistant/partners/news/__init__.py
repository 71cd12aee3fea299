"""News read aloud: RSS and Atom by topic and region, the same story once, details on request."""

from assistant.partners.news.partner import News

__all__ = ["News"]
