"""Doors to other people's platforms: wire format in, `Turn` out; `Reply` in, wire format out.

A channel knows its own format, `Reply` and the `Bot` protocol, and nothing of hazards, feeds or routes.
"""
