"""The FastAPI application: composition of engine and bot, limits, errors, OpenAPI. No logic of its own."""
