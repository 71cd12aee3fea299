"""NUGU Play backend proxy: an action with parameters in, the same parameters with an answer out.

`assistant.api.routes_nugu` puts it on `POST /channels/nugu/{action}` and `GET /channels/nugu/health`.
"""

from assistant.channels.nugu.build import response
from assistant.channels.nugu.request import NuguRequest
from assistant.channels.nugu.response import NuguResponse

__all__ = ["NuguRequest", "NuguResponse", "response"]
