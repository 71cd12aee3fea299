"""MFCC as Vosk computes them (conf/mfcc.conf says the same), and its running mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

CEPSTRA = 40
LOW_HZ, HIGH_HZ = 40.0, -400.0
FRAME_S = 0.01
STRIDE = 3
"""The network gives one output for three frames."""
CONF = f"""\
--use-energy=false
--sample-frequency=16000
--num-mel-bins={CEPSTRA}
--num-ceps={CEPSTRA}
--low-freq={LOW_HZ:g}
--high-freq={HIGH_HZ:g}
--dither=0.0
"""


def mfcc(sound: NDArray[np.float64]) -> Floats:
    """(frames, 40) of samples at 16 kHz in the range of 16-bit numbers; a frame each 10 ms."""
    import kaldi_native_fbank as knf

    options = knf.MfccOptions()
    options.use_energy = False
    options.num_ceps = options.mel_opts.num_bins = CEPSTRA
    options.mel_opts.low_freq, options.mel_opts.high_freq = LOW_HZ, HIGH_HZ
    options.frame_opts.samp_freq = 16000
    options.frame_opts.dither = 0
    options.frame_opts.snip_edges = True
    extractor = knf.OnlineMfcc(options)
    extractor.accept_waveform(16000, np.asarray(sound, np.float32).tolist())
    extractor.input_finished()
    frames = [extractor.get_frame(index) for index in range(extractor.num_frames_ready)]
    return np.stack(frames) if frames else np.zeros((0, CEPSTRA), np.float32)


def centred(frames: Floats, mean: Floats, *, window: int = 600, prior: int = 200) -> Floats:
    """Minus the mean of the last `window` frames, which begins as `prior` frames of the usual mean:
    what Kaldi's online CMVN does."""
    sums = np.cumsum(np.vstack([np.zeros((1, frames.shape[1])), frames.astype(np.float64)]), 0)
    last = np.arange(1, len(frames) + 1)
    first = np.maximum(0, last - window)
    count = last - first
    weight = np.minimum(prior, window - count)
    seen = sums[last] - sums[first] + weight[:, None] * mean
    return np.asarray(frames - seen / (count + weight)[:, None], np.float32)
