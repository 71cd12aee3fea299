"""Builds our own Korean Vosk model, without Kaldi: `make vosk-model`.

Text (`text`) is pronounced (`pronounce`) and spoken by espeak-ng with times of every sound (`synthesis`,
`alignment`); sound is made worse (`augment`) and turned into MFCC (`features`); a small network learns the
sounds (`network`, `train`); words are cut into units (`units`), whose order an n-gram model knows
(`ngram`); `kaldi` and `graph` write what Vosk reads. docs/speech-model.md has the figures, and what it is
not good for.

Needs an environment of its own (torch, kaldi-native-fbank) and OpenFst's programs; using the model does not.
"""

RECIPE = 1
"""Raised with every change of what the model is made of."""
