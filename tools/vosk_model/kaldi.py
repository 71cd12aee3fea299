"""Writes `final.mdl` in Kaldi's binary form, and the settings beside it.

The form is that of Kaldi's C++ sources (hmm/transition-model.cc, nnet3/nnet-simple-component.cc and
nnet-tdnn-component.cc, Apache-2.0): tokens end in a space, numbers have their size before them.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import ArrayLike

from tools.vosk_model.features import CONF
from tools.vosk_model.network import Affine
from tools.vosk_model.phones import INDEX, NOISE, PHONES, SILENCE

POSITIONS = "BIES"
"""Beginning, inside and end of a word, and a word of one phone."""
PHONE_IDS: dict[str, int] = {SILENCE: 1}
for _phone in PHONES[1:]:
    for _position in POSITIONS:
        PHONE_IDS[f"{_phone}_{_position}"] = len(PHONE_IDS) + 1
NOISE_NAME = f"{NOISE}_S"
PHONE_IDS[NOISE_NAME] = len(PHONE_IDS) + 1
STAY_SILENT, STAY, STAY_NOISE = 0.9, 0.3, 0.6
"""Probability that a phone lasts another 30 ms."""


def output_of(name: str) -> int:
    """The network's output for a phone in a position."""
    return INDEX[name if name == SILENCE else name.rsplit("_", 1)[0]]


def stay(name: str) -> float:
    """Probability of another frame."""
    return {SILENCE: STAY_SILENT, NOISE_NAME: STAY_NOISE}.get(name, STAY)


def stay_id(name: str) -> int:
    """Transition of staying in a phone."""
    return 2 * PHONE_IDS[name] - 1


def enter_id(name: str) -> int:
    """Transition of going through a phone."""
    return 2 * PHONE_IDS[name]


class _Writer:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def raw(self, data: bytes) -> None:
        self._file.write(data)

    def tokens(self, *names: str) -> None:
        for name in names:
            self._file.write(name.encode() + b" ")

    def integers(self, *values: int) -> None:
        for value in values:
            self._file.write(b"\x04" + struct.pack("<i", value))

    def floats(self, *values: float) -> None:
        for value in values:
            self._file.write(b"\x04" + struct.pack("<f", value))

    def double(self, value: float) -> None:
        self._file.write(b"\x08" + struct.pack("<d", value))

    def integer_row(self, values: Sequence[int]) -> None:
        self._file.write(b"\x04" + struct.pack("<i", len(values)) + np.asarray(values, "<i4").tobytes())

    def vector(self, values: ArrayLike) -> None:
        data = np.asarray(values, "<f4")
        self.tokens("FV")
        self.integers(len(data))
        self.raw(data.tobytes())

    def matrix(self, values: ArrayLike, kind: str = "FM") -> None:
        data = np.ascontiguousarray(values, "<f8" if kind == "DM" else "<f4")
        self.tokens(kind)
        self.integers(*data.shape)
        self.raw(data.tobytes())

    def short_matrix(self, values: ArrayLike) -> None:
        """Numbers of 16 bits between the least and the greatest (matrix/compressed-matrix.cc, "CM2")."""
        data = np.asarray(values, np.float64)
        least, span = float(data.min()), float(np.ptp(data))
        self.tokens("CM2")
        self.raw(struct.pack("<ffii", least, span, *data.shape))
        self.raw(np.round((data - least) / span * 65535).astype("<u2").tobytes())


def write_model(path: Path, layers: Sequence[Affine], priors: ArrayLike) -> None:
    """The transition model and the network: ReLU between the layers, log-softmax after the last."""
    with path.open("wb") as file:
        writer = _Writer(file)
        writer.raw(b"\0B")
        _write_transitions(writer)
        _write_network(writer, layers)
        writer.tokens("<LeftContext>")
        writer.integers(0)  # the reader computes both itself
        writer.tokens("<RightContext>")
        writer.integers(0)
        writer.tokens("<Priors>")
        writer.vector(priors)


def _write_transitions(writer: _Writer) -> None:
    names = list(PHONE_IDS)
    writer.tokens("<TransitionModel>", "<Topology>")
    writer.integer_row(list(PHONE_IDS.values()))
    writer.integer_row([-1, 0, *([1] * (len(names) - 1))])
    writer.integers(2)
    for staying in (STAY_SILENT, STAY):
        writer.integers(2)  # one state that makes sound, one that ends the phone
        writer.integers(0, 2, 0)
        writer.floats(staying)
        writer.integers(1)
        writer.floats(1 - staying)
        writer.integers(-1, 0)
    writer.tokens("</Topology>", "<Triples>")
    writer.integers(len(names))
    for name in names:
        writer.integers(PHONE_IDS[name], 0, output_of(name))
    writer.tokens("</Triples>", "<LogProbs>")
    logs = [0.0]
    for name in names:
        logs += [math.log(stay(name)), math.log(1 - stay(name))]
    writer.vector(logs)
    writer.tokens("</LogProbs>", "</TransitionModel>")


def _write_network(writer: _Writer, layers: Sequence[Affine]) -> None:
    first = layers[0]
    lines = [f"input-node name=input dim={first.weights.shape[1] // len(first.offsets)}"]
    before = "input"
    names: list[tuple[str, str, int]] = []
    for index in range(len(layers)):
        last = index == len(layers) - 1
        after = ("output.log-softmax", "soft") if last else (f"tdnn{index + 1}.relu", "relu")
        for name, kind in ((f"tdnn{index + 1}.affine", "affine"), after):
            lines.append(f"component-node name={name} component={name} input={before}")
            names.append((name, kind, index))
            before = name
    lines.append(f"output-node name=output input={before} objective=linear")
    writer.tokens("<Nnet3>")
    writer.raw(b"\n" + "\n".join(lines).encode() + b"\n\n")
    writer.tokens("<NumComponents>")
    writer.integers(len(names))
    for name, kind, index in names:
        writer.tokens("<ComponentName>", name)
        if kind == "affine":
            _write_affine(writer, layers[index])
        else:
            component = "RectifiedLinearComponent" if kind == "relu" else "LogSoftmaxComponent"
            _write_nonlinear(writer, component, len(layers[index].bias))
    writer.tokens("</Nnet3>")


def _write_affine(writer: _Writer, layer: Affine) -> None:
    writer.tokens("<TdnnComponent>", "<LearningRate>")
    writer.floats(0.001)
    writer.tokens("<TimeOffsets>")
    writer.integer_row(layer.offsets)
    writer.tokens("<LinearParams>")
    writer.short_matrix(layer.weights)
    writer.tokens("<BiasParams>")
    writer.vector(layer.bias)
    writer.tokens("<OrthonormalConstraint>")
    writer.floats(0.0)
    writer.tokens("<UseNaturalGradient>")
    writer.raw(b"T")
    writer.tokens("<NumSamplesHistory>")
    writer.floats(2000.0)
    writer.tokens("<AlphaInOut>")
    writer.floats(4.0, 4.0)
    writer.tokens("<RankInOut>")
    writer.integers(20, 20)
    writer.tokens("</TdnnComponent>")


def _write_nonlinear(writer: _Writer, component: str, size: int) -> None:
    writer.tokens(f"<{component}>", "<Dim>")
    writer.integers(size)
    for name in ("<ValueAvg>", "<DerivAvg>"):
        writer.tokens(name)
        writer.vector([])
    writer.tokens("<Count>")
    writer.double(0.0)
    writer.tokens("<OderivRms>")
    writer.vector([])
    for name in ("<OderivCount>", "<NumDimsSelfRepaired>", "<NumDimsProcessed>"):
        writer.tokens(name)
        writer.double(0.0)
    writer.tokens(f"</{component}>")


def write_settings(
    folder: Path,
    mean: ArrayLike,
    *,
    acoustic_scale: float,
    beam: float,
    lattice_beam: float,
    min_active: int,
) -> None:
    """conf/ and the usual mean of the features (40,), which the running mean begins with."""
    for name in ("conf", "am"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "conf" / "mfcc.conf").write_text(CONF, encoding="ascii")
    rows = {
        "min-active": min_active, "max-active": 1500, "beam": beam, "lattice-beam": lattice_beam,
        "acoustic-scale": acoustic_scale,
        "frame-subsampling-factor": 3, "endpoint.silence-phones": 1,
        "endpoint.rule2.min-trailing-silence": 0.5,
        "endpoint.rule3.min-trailing-silence": 0.75, "endpoint.rule4.min-trailing-silence": 1.0,
    }  # fmt: skip
    text = "".join(f"--{name}={value}\n" for name, value in rows.items())
    (folder / "conf" / "model.conf").write_text(text, encoding="ascii")
    values = np.asarray(mean, np.float64)
    count = 1000.0
    stats = np.zeros((2, len(values) + 1))
    stats[0, :-1], stats[0, -1] = values * count, count
    stats[1, :-1] = (values**2 + 100.0) * count
    with (folder / "am" / "global_cmvn.stats").open("wb") as file:
        writer = _Writer(file)
        writer.raw(b"\0B")
        writer.matrix(stats, "DM")
