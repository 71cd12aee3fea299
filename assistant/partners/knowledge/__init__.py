"""Questions of knowledge: a Kiwix ZIM file first, then a wiki; two sentences at most, or 모르겠어요."""

from assistant.partners.knowledge.partner import Knowledge

__all__ = ["Knowledge"]
