"""The voice loop timed, from made speech to the sound of the answer (`gilbeot voice-bench`)."""
