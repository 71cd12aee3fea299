"""Writes graph/ with OpenFst's programs: sounds to units (HCLr.fst), units to sentences (Gr.fst).

The lexicon is a tree: words that begin alike share their beginning, and those whose last phone is the same
share where that goes on. Vosk composes the two while it listens
and looks ahead to the labels that a state can still reach, hence the relabelling (Allauzen et al. 2009).
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.vosk_model.kaldi import NOISE_NAME, PHONE_IDS, enter_id, stay, stay_id
from tools.vosk_model.ngram import BEGIN, END, Gram, Ngram
from tools.vosk_model.phones import SILENCE
from tools.vosk_model.sorts import NEW
from tools.vosk_model.units import Phones

UNKNOWN = "[unk]"
_UNKNOWN_COST, _UNKNOWN_STEP_COST = 0.0, -0.3
"""Of garbage, and of each 30 ms of it. One long stretch must be cheaper than many short ones, which could
be cut in too many ways; below zero, or the end of a wake phrase is heard again in the words behind it."""
_UNKNOWN_FRAMES = 4
_PAUSE_CHANCE = 0.3
_LOOKAHEAD = ("libfstlookahead.so.22", "libfstlookahead.so.25", "libfstlookahead.so")
_LIBRARIES = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib")
_KINDS = {"B": "begin", "I": "internal", "E": "end", "S": "singleton"}


def check_programs() -> None:
    """Raises RuntimeError when OpenFst's programs are missing."""
    if shutil.which("fstcompile") is None or _lookahead() is None:
        raise RuntimeError("OpenFst's programs are missing: apt-get install libfst-tools")


def _lookahead() -> Path | None:
    paths = (Path(folder) / name for folder in _LIBRARIES for name in _LOOKAHEAD)
    return next((path for path in paths if path.is_file()), None)


def write_graph(
    folder: Path, lexicon: Mapping[str, Sequence[tuple[Phones, float]]], model: Ngram, work: Path
) -> None:
    """graph/ of a model's folder. `work` is for files in between. Raises RuntimeError without OpenFst."""
    check_programs()
    graph = folder / "graph"
    (graph / "phones").mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    units = {unit: index + 1 for index, unit in enumerate([*sorted(lexicon), UNKNOWN])}
    (work / "HCL.txt").write_text("\n".join(_lexicon_lines(lexicon, units)) + "\n", encoding="ascii")
    (work / "G.txt").write_text("\n".join(_order_lines(model, units)) + "\n", encoding="ascii")
    library = _lookahead()
    assert library is not None
    environment = {**os.environ, "LD_PRELOAD": str(library)}

    def run(command: str) -> None:
        subprocess.run(["bash", "-o", "pipefail", "-ec", command], check=True, env=environment, cwd=work)

    run(
        "fstcompile HCL.txt | fstarcsort --sort_type=olabel > HCL.fst && "
        "fstconvert --fst_type=olabel_lookahead --save_relabel_opairs=relabel HCL.fst "
        f"{(graph / 'HCLr.fst').resolve()}"
    )
    run(
        "fstcompile G.txt | fstrelabel --relabel_ipairs=relabel --relabel_opairs=relabel | "
        f"fstarcsort --sort_type=ilabel > {(graph / 'Gr.fst').resolve()}"
    )
    pairs = (line.split() for line in (work / "relabel").read_text(encoding="ascii").splitlines())
    moved = {int(old): int(new) for old, new in pairs}
    names = sorted((moved[index], unit) for unit, index in units.items())
    _write_lines(graph / "words.txt", ["<eps> 0", *(f"{unit} {index}" for index, unit in names)])
    _write_lines(graph / "phones.txt", ["<eps> 0", *(f"{name} {index}" for name, index in PHONE_IDS.items())])
    kinds = (f"{i} {'nonword' if name == SILENCE else _KINDS[name[-1]]}" for name, i in PHONE_IDS.items())
    _write_lines(graph / "phones" / "word_boundary.int", kinds)
    _write_lines(graph / "disambig_tid.int", [str(2 * len(PHONE_IDS) + 1)])


def _write_lines(path: Path, lines: object) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")  # type: ignore[arg-type]


class _Arcs:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.states = 0

    def state(self) -> int:
        self.states += 1
        return self.states - 1

    def add(self, start: int, end: int, sound: int, unit: int, cost: float = 0.0) -> None:
        self.lines.append(f"{start} {end} {sound} {unit} {cost:.4f}")

    def within(self, phone: str) -> int:
        """A state in which a phone goes on."""
        state = self.state()
        self.goes_on(state, phone)
        return state

    def goes_on(self, state: int, phone: str) -> None:
        """The phone of a state goes on."""
        self.add(state, state, stay_id(phone), 0, -math.log(stay(phone)))

    def enter(self, start: int, end: int, phone: str, unit: int = 0, cost: float = 0.0) -> None:
        """Into a phone. The cost of leaving it is paid here as well."""
        self.add(start, end, enter_id(phone), unit, cost - math.log(1 - stay(phone)))


def _lexicon_lines(
    lexicon: Mapping[str, Sequence[tuple[Phones, float]]], units: Mapping[str, int]
) -> list[str]:
    arcs = _Arcs()
    start, ready, said, pause = (arcs.state() for _ in range(4))
    without, within = -math.log(1 - _PAUSE_CHANCE), -math.log(_PAUSE_CHANCE)
    for before in (start, said):
        arcs.add(before, ready, 0, 0, without)
        arcs.enter(before, pause, SILENCE, cost=within)
    arcs.goes_on(pause, SILENCE)
    arcs.add(pause, ready, 0, 0)
    tree: dict[tuple[int, str], int] = {}
    ends: dict[str, int] = {}
    for unit, ways in lexicon.items():
        for phones, cost in ways:
            names = _placed(phones)
            node = ready
            for name in names[:-1]:
                if (node, name) not in tree:
                    tree[node, name] = arcs.within(name)
                    arcs.enter(node, tree[node, name], name)
                node = tree[node, name]
            last = names[-1]
            if last not in ends:
                ends[last] = arcs.within(last)
                arcs.add(ends[last], said, 0, 0)
            arcs.enter(node, ends[last], last, units[unit], cost)
    noise = [ready, *(arcs.state() for _ in range(_UNKNOWN_FRAMES))]
    leave = -math.log(1 - stay(NOISE_NAME))
    arcs.add(noise[0], noise[1], enter_id(NOISE_NAME), units[UNKNOWN], _UNKNOWN_COST + leave)
    for left, right in zip(noise[1:], [*noise[2:], noise[-1]], strict=True):
        arcs.add(left, right, stay_id(NOISE_NAME), 0, _UNKNOWN_STEP_COST)
    arcs.add(noise[-1], said, 0, 0)
    return [*arcs.lines, f"{ready} 0"]


def _placed(phones: Phones) -> list[str]:
    if len(phones) == 1:
        return [f"{phones[0]}_S"]
    return [f"{phones[0]}_B", *(f"{phone}_I" for phone in phones[1:-1]), f"{phones[-1]}_E"]


def _order_lines(model: Ngram, units: Mapping[str, int]) -> list[str]:
    """States are histories; an arc without a label goes back to the shorter history, or to one of the groups
    of single units."""
    states: dict[Gram, int] = {(BEGIN,): 0}
    for history in (*model.leave, *model.backoff):
        states.setdefault(history, len(states))
    groups = {name: len(states) + index for index, name in enumerate(model.single)}
    lines: list[str] = []

    def add(start: int, gram: Gram, cost: float) -> None:
        unit = gram[-1]
        if unit == END:
            lines.append(f"{start} {cost:.4f}")
        else:
            end = states[_known(gram[-(model.order - 1) :], states, model)]
            lines.append(f"{start} {end} {units[unit]} {units[unit]} {cost:.4f}")

    def back(start: int, end: int, cost: float) -> None:
        lines.append(f"{start} {end} 0 0 {cost:.4f}")

    for gram, cost in sorted(model.cost.items(), key=lambda item: item[0][:-1] != (BEGIN,)):
        if gram[:-1] not in states:
            raise ValueError(f"{gram[:-1]} has no way back")
        add(states[gram[:-1]], gram, cost)
    for name, row in model.single.items():
        for unit, cost in row.items():
            add(groups[name], (unit,), cost)
    for history, pair in model.leave.items():
        ends = (NEW, history[0] if history[0] in model.single else model.sorts.end(history[0]))
        for name, cost in zip(ends, pair, strict=True):
            back(states[history], groups[name], cost)
    for history, cost in model.backoff.items():
        back(states[history], states[_known(history[1:], states, model)], cost)
    return lines


def _known(history: Gram, states: Mapping[Gram, int], model: Ngram) -> Gram:
    while len(history) > 1 and history not in states:
        history = history[1:]
    return history if history in states else (model.sorts.end(history[0]),)
