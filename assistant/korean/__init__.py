"""The language itself: numbers, times, particles, spoken forms, jamo. Pure: no Rasa, no I/O, no clock."""
