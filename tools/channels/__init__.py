"""Interaction models for smart speakers, made of domain.yml, nlu_data and the tables of the doors.

python -m tools.channels.schemas            writes docs/channels
python -m tools.channels.schemas --check    fails if a committed file is not what is made now
"""
