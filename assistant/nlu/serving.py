"""A Rasa agent for one process that serves conversations: the same model and dialogue, less ceremony.

`rasa run` is built for several servers that share stores over a network. In one process there is no need
to load what only training uses, or to put three function calls through a task scheduler. What decides the
dialogue (components, policies, actions, events) is Rasa's own code, untouched.
"""

from __future__ import annotations

from pathlib import Path
from tarfile import TarError
from typing import Any

import rasa.core.actions.forms
import rasa.core.actions.two_stage_fallback  # noqa: F401 - Rasa imports these two in the first turn
import yaml
from rasa.core.agent import Agent
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.exceptions import GraphComponentException, GraphSchemaException
from rasa.engine.graph import ExecutionContext, GraphNode, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_METADATA_FILE, LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.io import read_json_file
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from assistant.nlu.conversations import Conversations, TurnLocks
from assistant.nlu.in_process import InProcessActions


class UnusableModel(Exception):
    """A file that is no model of dialogue, or one of another version."""


def load_agent(model: Path) -> ServingAgent:
    """The agent of a model that `rasa train` has packed, our actions in process. Raises `UnusableModel`."""
    agent = ServingAgent(action_endpoint=InProcessActions(), lock_store=TurnLocks())
    try:
        agent.load_model(model)
    except (RasaException, GraphSchemaException, GraphComponentException, TarError, KeyError) as error:
        raise UnusableModel(str(error)) from error
    if agent.processor is None or not agent.processor.model_metadata.core_target:
        raise UnusableModel("The model understands but has no dialogue.")
    return agent


class ServingAgent(Agent):
    """Rasa's agent over `ServingProcessor`."""

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """See `Agent`."""
        self.processor = ServingProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
        )
        self.domain = self.processor.domain
        self._set_fingerprint(fingerprint)
        self.tracker_store.domain = self.domain
        self.nlg = NaturalLanguageGenerator.create(None, self.domain)
        self.processor.nlg = self.nlg

    def knows(self, user_id: str) -> bool:
        """Whether there is a conversation."""
        conversations: Any = self.tracker_store
        return user_id in conversations.store

    def forget(self, user_id: str) -> None:
        """Deletes a conversation, if there is one."""
        conversations: Any = self.tracker_store
        conversations.store.pop(user_id, None)

    @staticmethod
    def _create_tracker_store(store: Any, domain: Any) -> Any:
        """Without the usual wrapper for databases that do not answer: there is none."""
        return Conversations()


class ServingProcessor(MessageProcessor):
    """Rasa's processor over `ServingStorage` and `InTurn`."""

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        path = Path(model_path)
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = loader.load_predict_graph_runner(Path(folder), path, ServingStorage, InTurn)
        return path.name, metadata, runner


class ServingStorage(LocalModelStorage):
    """A model archive without its training graph, whose classes would bring TensorFlow in."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        stored = read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
        for node in stored["predict_schema"]["nodes"].values():
            if node["uses"] == f"{DomainProvider.__module__}.{DomainProvider.__name__}":
                node["uses"] = f"{StoredDomain.__module__}.{StoredDomain.__name__}"
        return ModelMetadata.from_dict({**stored, "train_schema": {"nodes": {}}})


class StoredDomain(DomainProvider):
    """The model's domain, read without the half second of checks that training has done."""

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> StoredDomain:
        """See `DomainProvider`."""
        with model_storage.read_from(resource) as folder:
            text = (folder / "domain.yml").read_text(encoding="utf-8")
        return cls(model_storage, resource, Domain.from_dict(yaml.load(text, Loader=yaml.CSafeLoader)))


class InTurn(GraphRunner):
    """Runs the nodes of a graph one after the other."""

    def __init__(
        self, schema: GraphSchema, storage: ModelStorage, context: ExecutionContext, hooks: list[Any] | None
    ) -> None:
        self._schema = schema
        self._nodes = {
            name: GraphNode.from_schema_node(name, node, storage, context, hooks)
            for name, node in schema.nodes.items()
        }
        self._orders: dict[tuple[str, ...], list[str]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[Any] | None = None,
    ) -> InTurn:
        """See `GraphRunner`."""
        return cls(graph_schema, model_storage, execution_context, hooks)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """See `GraphRunner`. Nodes hand each other pairs of name and output."""
        wanted = tuple(targets or self._schema.target_names)
        done: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        if wanted not in self._orders:
            self._orders[wanted] = self._order(wanted, set(done))
        for name in self._orders[wanted]:
            needs = self._schema.nodes[name].needs.values()
            done[name] = self._nodes[name](*(done[need] for need in needs))
        return {name: done[name][1] for name in wanted}

    def _order(self, wanted: tuple[str, ...], given: set[str]) -> list[str]:
        """Every node that is needed, after those it needs."""
        order: list[str] = []

        def visit(name: str) -> None:
            if name in given or name in order:
                return
            for need in self._schema.nodes[name].needs.values():
                visit(need)
            order.append(name)

        for name in wanted:
            visit(name)
        return order
