"""Habits out of location histories: where home and work are, which ways are gone on which days, at what hour.

The readers (`google`, `tracks`) stream a history as `points`; `stays` finds where somebody stayed; `learn`
keeps counts of that; `model` is what is left and predicts the next trips. The history itself is never stored.
"""
