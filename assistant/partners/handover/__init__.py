"""Other assistants behind the same wake word: a remote Rasa bot, Home Assistant, a Wyoming handle service."""
