"""Loads Rasa without what a conversation never uses: TensorFlow, chat platforms, databases, plots.

`import rasa.core.agent` takes ten seconds because Rasa imports at the top of its files all that any
project might need. Inside `lazily()` the modules named in `LATER` are not executed when they are
imported; the names taken from them stand for the real thing and fetch it when they are first called,
subclassed or looked into. Nothing is replaced or left out: whoever does use one of them (a training
in the same process, say) gets the real one, a little later. Only `RasaBot.load` asks for this; the
`rasa` command never does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any

LATER = frozenset(
    {
        # TensorFlow's doors into Rasa. `rasa.utils.tensorflow.constants` needs none and is not here.
        "rasa.utils.tensorflow.callback",
        "rasa.utils.tensorflow.data_generator",
        "rasa.utils.tensorflow.model_data",
        "rasa.utils.tensorflow.model_data_utils",
        # Policies' evaluation (scikit-learn, matplotlib), used in training only.
        "rasa.core.test",
        "rasa.nlu.test",
        # Doors to a dozen chat platforms. `channels.channel`, which all need, is not here.
        "rasa.core.channels",
        # The command line, telemetry and the readers of training data behind them.
        "rasa.cli.utils",
        "rasa.telemetry",
        "rasa.shared.importers.importer",
        # Stores and the runner in whose place `assistant.nlu` has its own.
        "rasa.core.tracker_store",
        "rasa.engine.runner.dask",
        # Other people's servers, stores and schedulers.
        "sanic",
        "sanic.request",
        "boto3",
        "boto3.dynamodb.conditions",
        "pymongo",
        "pymongo.collection",
        "apscheduler",
        "apscheduler.schedulers",
        "apscheduler.schedulers.asyncio",
        "portalocker.redis",
        "aiormq",
        "randomname",
        "questionary",
        "jwt",
    }
)
"""Modules that wait. Each costs 0.05 to 8 s, and none runs between a question and its answer."""

_lock = RLock()
_lazy = 0
"""How many `lazily()` blocks are open."""


class Later:
    """A name in a module that has not run yet."""

    __slots__ = ("_module", "_name")

    def __init__(self, module: WaitingModule, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """First use."""
        return self.real()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        # `typing` asks every argument of `Optional[…]` for a few of those: no reason to load anything.
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.real(), name)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self.real(),)

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, self.real())

    def __repr__(self) -> str:
        return f"<{self._module.__name__}.{self._name}, at first use>"

    def real(self) -> Any:
        """What the name stands for. Runs the module if nobody has."""
        run(self._module)
        return getattr(self._module, self._name)


class WaitingModule(ModuleType):
    """A module of `LATER` before its code has run. It turns into an ordinary one, in place, when it does."""

    def __getattr__(self, name: str) -> Any:
        if _lazy:
            if name.startswith("__"):
                raise AttributeError(name)
            return Later(self, name)
        run(self)
        return getattr(self, name)


class _Waiting(Loader):
    """Makes the module and runs nothing."""

    def __init__(self, real: ModuleSpec) -> None:
        self.real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return WaitingModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        return None


class _Finder(MetaPathFinder):
    """Finds the modules of `LATER` before the usual finders do."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        real = PathFinder.find_spec(fullname, path) if fullname in LATER else None
        if real is None:
            return None
        spec = ModuleSpec(fullname, _Waiting(real), origin=real.origin)
        spec.submodule_search_locations = real.submodule_search_locations
        return spec


def run(module: ModuleType) -> None:
    """Runs the code of a waiting module; any other is left alone."""
    with _lock:
        spec = module.__spec__
        if not isinstance(module, WaitingModule) or spec is None or not isinstance(spec.loader, _Waiting):
            return
        real = spec.loader.real
        assert real.loader is not None
        module.__class__ = ModuleType  # type: ignore[assignment]
        module.__spec__, module.__loader__ = real, real.loader
        if real.origin:
            module.__file__ = real.origin
        real.loader.exec_module(module)


@contextmanager
def lazily() -> Iterator[None]:
    """Modules of `LATER` that are first imported inside wait until they are used."""
    global _lazy
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    _lazy += 1
    try:
        yield
    finally:
        _lazy -= 1
        sys.meta_path.remove(finder)
