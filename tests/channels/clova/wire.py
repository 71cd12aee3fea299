"""What CLOVA sends, signed with a key of our own, and what it would not take.

Written down a second time: `violations` shares nothing with the code.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi.testclient import TestClient
from httpx import Response

PATH = "/channels/clova"
APP = "com.example.gilbeot"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_SPEECH, _PIECES, _ASK, _TEXT = 250, 4, 200, 3200


def key_file(folder: Path, key: Any = KEY) -> Path:
    """The public half, as CLOVA publishes it."""
    path = folder / "signature-public-key.pem"
    path.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


def request(
    kind: str = "IntentRequest",
    name: str = "",
    *,
    user: str | None = "user-1",
    app: str = APP,
    size: str = "none",
    attributes: dict[str, Any] | None = None,
    event: tuple[str, str] = ("AudioPlayer", "PlayStopped"),
    new: bool = False,
    **slots: str,
) -> dict[str, Any]:
    """One request, with all that is not needed."""
    who = {"userId": user, "accessToken": "secret"} if user is not None else {}
    asked: dict[str, Any] = {"type": kind}
    if kind == "IntentRequest":
        filled = {key: {"name": key, "value": value, "unit": None} for key, value in slots.items()}
        asked["intent"] = {"name": name, "slots": filled}
    if kind == "EventRequest":
        asked |= {
            "requestId": "f09874hiudf",
            "timestamp": "2026-11-27T09:19:23Z",
            "event": {"namespace": event[0], "name": event[1], "payload": None},
        }
    display = {"size": size}
    if size != "none":
        display |= {"orientation": "landscape", "dpi": 96, "contentLayer": {"width": 640, "height": 360}}  # type: ignore[dict-item]
    return {
        "version": "0.1.0",
        "session": {
            "new": new,
            "sessionAttributes": attributes or {},
            "sessionId": "session-1",
            **({"user": who} if who else {}),
        },
        "context": {
            "AudioPlayer": {"playerActivity": "IDLE"},
            "System": {
                "application": {"applicationId": app},
                **({"user": who} if who else {}),
                "device": {"deviceId": "device-1", "display": display},
            },
        },
        "request": asked,
        "somethingNew": {"deep": [1, 2, 3]},
    }


def signed(content: bytes, key: Any = KEY) -> dict[str, str]:
    """The header that goes with that body."""
    signature = key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    return {"SignatureCEK": base64.b64encode(signature).decode()}


def post(http: TestClient, body: dict[str, Any], key: Any = KEY) -> Response:
    """Posts it as CLOVA does."""
    content = json.dumps(body, ensure_ascii=False).encode()
    return http.post(PATH, content=content, headers=signed(content, key))


def said(answer: dict[str, Any]) -> str:
    """All that is said."""
    values = answer["response"]["outputSpeech"].get("values", [])
    return " ".join(one["value"] for one in ([values] if isinstance(values, dict) else values))


def violations(answer: dict[str, Any]) -> list[str]:
    """What CLOVA would not take, or what a user would not hear out."""
    found = []
    if set(answer) != {"version", "sessionAttributes", "response"} or answer["version"] != "0.1.0":
        found.append("envelope")
    response = answer["response"]
    if set(response) - {"reprompt"} != {"outputSpeech", "card", "directives", "shouldEndSession"}:
        found.append(f"response: {sorted(response)}")
    if response["directives"] != [] or not isinstance(response["shouldEndSession"], bool):
        found.append("directives or end")
    found += _speech("outputSpeech", response["outputSpeech"], _SPEECH)
    if "reprompt" in response:
        found += _speech("reprompt", response["reprompt"]["outputSpeech"], _ASK)
        if response["reprompt"]["outputSpeech"].get("type") != "SimpleSpeech":
            found.append("long reprompt")
    if response["shouldEndSession"] and ("reprompt" in response or answer["sessionAttributes"]):
        found.append("a reprompt or attributes of a session that is over")
    return found + _card(response["card"])


def _speech(where: str, speech: dict[str, Any], limit: int) -> list[str]:
    if speech == {}:
        return []
    values = speech["values"]
    if (speech["type"], type(values)) not in (("SimpleSpeech", dict), ("SpeechList", list)):
        return [f"{where}: {speech['type']} with {type(values).__name__}"]
    pieces = [values] if isinstance(values, dict) else values
    found = [f"{where}: {len(pieces)} pieces"] if not 1 <= len(pieces) <= _PIECES else []
    for piece in pieces:
        if (piece["type"], piece["lang"], set(piece)) != ("PlainText", "ko", {"type", "lang", "value"}):
            found.append(f"{where}: {piece}")
        if not piece["value"].strip() or len(piece["value"].encode("utf-16-le")) // 2 > limit:
            found.append(f"{where}: {len(piece['value'])} characters")
    return found


def _card(card: dict[str, Any]) -> list[str]:
    if card == {}:
        return []
    found = [] if card["type"] == "Text" and card["meta"]["version"]["value"] else ["card"]
    text = card["paragraphText"]["value"]
    if not text.strip() or len(text) > _TEXT:
        found.append(f"card: {len(text)} characters")
    for key, value in card.items():
        if key in ("type", "meta", "actionList", "tableList"):
            continue
        if set(value) != {"type", "value"} or not isinstance(value["value"], str):
            found.append(f"card: {key}")
    return found
