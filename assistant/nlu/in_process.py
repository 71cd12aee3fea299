"""Runs our `rasa_sdk` actions in the process of the dialogue, without an action server.

Rasa would write tracker and domain to JSON for each action, post them, and check the answer
against a schema whose own validity it proves every time (40 ms). Here the same executor that an action server
uses is called directly. `rasa run actions` serves the very same actions over HTTP.
"""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as Rejection


class InProcessActions(EndpointConfig):
    """Stands where Rasa expects the address of an action server."""

    def __init__(self, package: str = "actions") -> None:
        super().__init__("http://in-process.invalid")
        self._executor = ActionExecutor()
        self._executor.register_package(package)
        self._domain: tuple[Domain, dict[str, Any]] | None = None
        _route_actions_here()

    async def call(
        self, name: str, channel: Any, nlg: Any, tracker: DialogueStateTracker, domain: Domain
    ) -> list[Event]:
        """Runs an action and gives the events that `RemoteAction.run` would."""
        request: Any = {
            "next_action": name,
            "sender_id": tracker.sender_id,
            "tracker": tracker.current_state(EventVerbosity.ALL),
            "domain": self._as_dict(domain),
        }
        try:
            answer = await self._executor.run(request) or {"responses": [], "events": []}
        except Rejection as rejection:
            raise ActionExecutionRejection(rejection.action_name, str(rejection)) from rejection
        said = await RemoteAction._utter_responses(answer["responses"], channel, nlg, tracker)
        return [*said, *deserialise_events(answer["events"])]

    def _as_dict(self, domain: Domain) -> dict[str, Any]:
        if self._domain is None or self._domain[0] is not domain:
            self._domain = domain, domain.as_dict()
        return self._domain[1]


def _route_actions_here() -> None:
    """Rasa makes `RemoteAction`s in three places and has no hook for another kind; so its `run` is told."""
    over_http = RemoteAction.run
    if getattr(over_http, "in_process", False):
        return

    async def run(
        self: Any, output_channel: Any, nlg: Any, tracker: DialogueStateTracker, domain: Domain
    ) -> list[Event]:
        """Directly where the endpoint can, else as ever."""
        endpoint = self.action_endpoint
        if isinstance(endpoint, InProcessActions):
            return await endpoint.call(self.name(), output_channel, nlg, tracker, domain)
        events: list[Event] = await over_http(self, output_channel, nlg, tracker, domain)
        return events

    run.in_process = True  # type: ignore[attr-defined]
    RemoteAction.run = run  # type: ignore[method-assign]
