"""What Alexa sends, signed with a certificate of our own, and what it would not take.

Written down a second time: `violations` shares nothing with the code.
"""

from __future__ import annotations

import base64
import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from fastapi.testclient import TestClient
from httpx import Response

from tests.channels.alexa.authority import AMAZON

PATH = "/channels/alexa"
APP = "amzn1.ask.skill.ours"
CHAIN_URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"
_NUMBERS = itertools.count()
_SPEECH, _ASK, _TITLE, _CARD, _LINE, _LINES = 1000, 200, 60, 1500, 300, 10


def request(
    kind: str = "IntentRequest",
    name: str = "",
    *,
    user: str | None = "user-1",
    app: str = APP,
    attributes: dict[str, Any] | None = None,
    screen: dict[str, Any] | None = None,
    age: timedelta = timedelta(),
    number: str | None = None,
    **slots: str | dict[str, Any],
) -> dict[str, Any]:
    """One request, with all that is not needed. A slot that is a dictionary is sent as it is."""
    who = {"user": {"userId": user, "accessToken": "secret"}} if user is not None else {}
    asked: dict[str, Any] = {
        "type": kind,
        "requestId": number or f"amzn1.echo-api.request.{next(_NUMBERS)}",
        "timestamp": (datetime.now(UTC) - age).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "locale": "en-US",
        "shouldLinkResultBeReturned": False,
    }
    if kind == "IntentRequest":
        filled = {
            key: {"name": key, "confirmationStatus": "NONE", "source": "USER"}
            | (value if isinstance(value, dict) else {"value": value})
            for key, value in slots.items()
        }
        asked["intent"] = {"name": name, "confirmationStatus": "NONE", "slots": filled}
    interfaces: dict[str, Any] = {"AudioPlayer": {}}
    if screen is not None:
        interfaces["Alexa.Presentation.APL"] = {"runtime": {"maxVersion": "2024.3"}}
    context = {
        "System": {
            "application": {"applicationId": app},
            **who,
            "device": {"deviceId": "device-1", "supportedInterfaces": interfaces},
            "apiEndpoint": "https://api.eu.amazonalexa.com",
            "apiAccessToken": "secret",
        },
        **({"Viewport": screen} if screen else {}),
    }
    session = {
        "new": False,
        "sessionId": "session-1",
        "application": {"applicationId": app},
        "attributes": attributes or {},
        **who,
    }
    return {"version": "1.0", "session": session, "context": context, "request": asked, "new": {"deep": [1]}}


def found(value: str, entry: str) -> dict[str, Any]:
    """A slot whose words Alexa has found in the values of its type."""
    authority = {
        "authority": "amzn1.er-authority.echo-sdk.PLACE",
        "status": {"code": "ER_SUCCESS_MATCH"},
        "values": [{"value": {"name": entry, "id": "x"}}],
    }
    unknown = {"authority": "y", "status": {"code": "ER_SUCCESS_NO_MATCH"}}
    return {"value": value, "resolutions": {"resolutionsPerAuthority": [unknown, authority]}}


def signed(content: bytes, key: Any = AMAZON.key) -> dict[str, str]:
    """The headers that go with that body."""
    signature = base64.b64encode(key.sign(content, padding.PKCS1v15(), hashes.SHA256())).decode()
    old = base64.b64encode(key.sign(content, padding.PKCS1v15(), hashes.SHA1())).decode()
    return {"SignatureCertChainUrl": CHAIN_URL, "Signature": old, "Signature-256": signature}


def post(http: TestClient, body: dict[str, Any]) -> Response:
    """Posts it as Alexa does."""
    content = json.dumps(body, ensure_ascii=False).encode()
    return http.post(PATH, content=content, headers=signed(content))


def said(answer: dict[str, Any]) -> str:
    """What is said."""
    return str(answer["response"].get("outputSpeech", {}).get("text", ""))


def violations(answer: dict[str, Any]) -> list[str]:
    """What Alexa would not take, or what a user would not hear out."""
    problems = []
    if answer["version"] != "1.0" or set(answer) - {"version", "response", "sessionAttributes"}:
        problems.append("envelope")
    if len(json.dumps(answer, ensure_ascii=False).encode()) > 24 * 1024:
        problems.append("more than 24 KB")
    response = answer["response"]
    if not set(response) <= {"outputSpeech", "card", "directives", "reprompt", "shouldEndSession"}:
        problems.append(f"response: {sorted(response)}")
    if "outputSpeech" in response:
        problems += _speech(response["outputSpeech"], _SPEECH)
    if "reprompt" in response:
        problems += _speech(response["reprompt"]["outputSpeech"], _ASK)
    if response.get("shouldEndSession") and ("reprompt" in response or answer.get("sessionAttributes")):
        problems.append("a reprompt or attributes of a session that is over")
    if "card" in response:
        card = response["card"]
        if card["type"] != "Simple" or not card["title"].strip() or not card["content"].strip():
            problems.append(f"card: {card}")
        if _units(card["title"]) > _TITLE or _units(card["title"] + card["content"]) > _CARD:
            problems.append("long card")
    for directive in response.get("directives", []):
        problems += _screen(directive)
    return problems + (["directives"] if len(response.get("directives", [])) > 1 else [])


def _speech(speech: dict[str, Any], limit: int) -> list[str]:
    if speech["type"] != "PlainText" or set(speech) != {"type", "text"}:
        return [f"speech: {speech}"]
    return [] if 0 < _units(speech["text"].strip()) <= limit else [f"speech: {len(speech['text'])}"]


def _screen(directive: dict[str, Any]) -> list[str]:
    if directive["type"] != "Alexa.Presentation.APL.RenderDocument" or not directive["token"]:
        return [f"directive: {directive['type']}"]
    document, shown = directive["document"], directive["datasources"]["gilbeot"]
    problems = [] if document["type"] == "APL" and document["mainTemplate"]["items"] else ["document"]
    texts = [shown["title"], shown["level"], *shown["lines"]]
    if len(shown["lines"]) > _LINES or any(_units(text) > _LINE for text in texts) or not shown["title"]:
        problems.append("screen")
    if any(mark in text for text in texts for mark in "<>"):
        problems.append("markup on the screen")
    return problems


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
