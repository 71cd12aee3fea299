"""`POST /v1/trips/import`: trips out of uploaded bookings and calendars, shown first, kept when asked."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from assistant.api.access import needs, owner_of
from assistant.api.places_in import BadPlace, resolve_place
from assistant.api.problems import problem
from assistant.api.routes_risk import now_of, problem_of
from assistant.api.routes_trips import personal_of
from assistant.api.trip_schemas import ME, UserId
from assistant.journeys import Provenance
from assistant.journeys.bookings import Kind, Paper
from assistant.journeys.bookings.read import MAX_BYTES
from assistant.journeys.home import home_of
from assistant.journeys.importing import Imported, Kept, found_out, import_documents, keep, reservation_out
from assistant.risk.model import Mode
from assistant.routing.chosen import planner_of
from assistant.store.api_keys import Scope
from assistant.store.trips import MAX_TRIPS, TooManyTrips

router = APIRouter(tags=["trips"], dependencies=[Depends(needs(Scope.TRIPS))])

MAX_UPLOAD_BYTES = MAX_BYTES
MAX_FILES = 50
AT_ONCE = 2
"""Uploads that are read at a time."""


class ImportQuery(BaseModel):
    """What to do with what is found."""

    user_id: UserId = ME
    save: bool = Field(default=False, description="Keep the trips; otherwise they are shown only.")
    again: bool = Field(default=False, description="Also keep what the user had called off.")
    home: str | None = Field(
        default=None,
        max_length=100,
        description="Where one leaves from; else GILBEOT_HOME, else the home that habits tell.",
    )
    days: int = Field(default=60, ge=1, le=366, description="How far ahead recurring appointments count.")


class SpotOut(BaseModel):
    """A place as the document names it."""

    name: str
    code: str | None = Field(description="IATA code of an airport.")
    address: str
    lat: float | None
    lon: float | None


class ReservationOut(BaseModel):
    """One journey or stay that was booked, out of all papers that tell of it."""

    kind: Kind
    title: str
    service: str
    departure: SpotOut | None = Field(description="Of a stay or an event, where it is.")
    arrival: SpotOut | None
    depart: datetime | None = Field(description="Departure, check-in or beginning.")
    arrive: datetime | None
    boarding: datetime | None
    day: date | None
    cancelled: bool
    papers: list[Paper]
    confidence: float


class FoundOut(BaseModel):
    """A trip, or why there is none."""

    title: str
    start: datetime
    where: str
    origin: str | None
    origin_source: Provenance | None = Field(description="`habit`: a home learnt from a location history.")
    destination: str | None
    depart: datetime | None
    mode: Mode | None
    provenance: Provenance | None
    confidence: float | None
    why_not: str = Field(description="Korean; empty if there is a trip.")


class ImportOut(BaseModel):
    """What the documents told."""

    reservations: list[ReservationOut]
    trips: list[FoundOut]
    errors: list[str] = Field(description="Korean, one for each part that could not be read.")
    saved: int = Field(description="Trips that are new in the store.")
    called_off: int = Field(description="Trips left out, because the user had called them off.")


_FILE = {"schema": {"type": "string", "format": "binary"}}
_FORM = {
    "schema": {
        "type": "object",
        "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": ImportOut},
    409: {"description": "A problem document: there are too many trips"},
    413: {"description": "A problem document: the body is too large"},
    422: {"description": "A problem document: nothing could be read, or an unknown home"},
}


@router.post(
    "/v1/trips/import",
    summary="Trips out of bookings and calendars: shown first, kept with save=true",
    response_model=None,
    responses=_ANSWERS,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": _FILE, "multipart/form-data": _FORM},
        }
    },
)
async def import_trips(query: Annotated[ImportQuery, Query()], request: Request) -> Response:
    """The body is one document (mail, page, JSON-LD, calendar, Wallet pass, text), or several as a form.

    It is known by its content. Parts that cannot be read are told in `errors`; the rest is read."""
    owner, now, stores = owner_of(request), now_of(request), personal_of(request)
    config = request.app.state.config
    documents = await _documents(request)
    try:
        home = await asyncio.to_thread(
            home_of, query.home, config, stores, owner, query.user_id, resolve_place
        )
    except BadPlace as error:
        return problem_of(error)

    def work() -> tuple[Imported, Kept]:
        read = import_documents(documents, home, planner_of(config), now, query.days)
        if not query.save:
            return read, Kept(0, 0)
        return read, keep(stores, owner, query.user_id, read.found, now, again=query.again)

    try:
        async with request.app.state.import_gate:
            read, kept = await asyncio.to_thread(work)
    except TooManyTrips:
        return problem(
            409, "too_many_trips", "There are too many trips", f"At most {MAX_TRIPS} are kept for a user."
        )
    if read.unreadable == len(documents):
        detail = " ".join(read.errors[:5]) or "Send a mail, page, calendar, Wallet pass or text."
        return problem(422, "unreadable", "Nothing could be read", detail)
    out = ImportOut(
        reservations=[ReservationOut.model_validate(reservation_out(each)) for each in read.reservations],
        trips=[FoundOut.model_validate(found_out(each)) for each in read.found],
        errors=list(read.errors),
        saved=kept.new,
        called_off=kept.called_off,
    )
    headers = {"Cache-Control": "no-store"}
    return Response(out.model_dump_json(), media_type="application/json", headers=headers)


async def _documents(request: Request) -> list[tuple[str, bytes]]:
    """The body, or the files of a form, under numbers: their names may be personal."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return [("1", await request.body())]
    async with request.form(
        max_files=MAX_FILES, max_fields=MAX_FILES, max_part_size=MAX_UPLOAD_BYTES
    ) as form:
        return [
            (str(number), await each.read() if isinstance(each, UploadFile) else each.encode())
            for number, (_, each) in enumerate(form.multi_items(), 1)
        ]
