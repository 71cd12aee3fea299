"""Rasa custom actions, one file per topic. They call the risk client and word the answer.

`turn` reads one user turn, `memory` decides what carries over from earlier turns, `say` utters a `Reply`.
"""
