"""The description of the door in OpenAPI 3.1, made of its routes and of the schemas that they take and tell."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from library_exchange.rest_api import arguments
from library_exchange.rest_api.addresses import PREFIX
from library_exchange.rest_api.policy import SCOPES
from library_exchange.rest_api.routes import ROUTES, Route
from library_exchange.rest_api.rules.record_forms import JSON
from library_exchange.rest_api.schemas.answers import Problem

REFS = "#/components/schemas/{model}"
_REFUSALS = {400: "Not to be read", 401: "No key that holds", 403: "Scope missing", 404: "Not found, or not yours"}
_ALWAYS = {429: "Too many requests", 503: "Out of order for the moment"}
_OF_ARGUMENTS = {422: "Fields to correct"}
_OF_CHANGES = _OF_ARGUMENTS | {
    409: "Too late, or not possible now",
    413: "Body too large",
    415: "Content-Type is none that is taken",
}
_OF_VERSIONS = {412: "Changed meanwhile", 428: "If-Match is missing"}
_ABOUT = (
    "Show a key of your library: `Authorization: Bearer …`. Every POST has an `Idempotency-Key`, every change an"
    ' `If-Match` with the ETag of what was read. Lists go on by `Link: rel="next"`; `fields` names what is wanted.'
    " Codes mean the same in every language; sentences are in that of `Accept-Language` (zh, ru, en)."
    " Instants are UTC. Nothing is told of readers."
)


@cache
def text() -> str:
    """Return the description as JSON."""
    return json.dumps(document(), ensure_ascii=False)


def document() -> dict[str, Any]:
    """Return the description."""
    modes: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Problem, "serialization")]
    for route in ROUTES:
        modes.append((route.gives, "serialization"))
        if route.takes is not None:
            modes.append((route.takes, "validation"))
    refs, schemas = models_json_schema(list(dict.fromkeys(modes)), ref_template=REFS)
    for taken in {route.takes for route in ROUTES if route.takes is not None}:
        name = refs[taken, "validation"]["$ref"].rpartition("/")[2]
        schemas["$defs"][name]["additionalProperties"] = False
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(PREFIX + route.path, {})[route.method.lower()] = _operation(route, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Book Bridge", "version": "1", "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"key": []}],
    }


def _operation(route: Route, refs: Mapping[Any, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": refs[Problem, "serialization"]}}
    schema = refs[route.gives, "serialization"]
    content = {kind: {"schema": schema} if kind == JSON else {} for kind in route.media_types}
    answer: dict[str, Any] = {"description": route.summary, "content": content}
    if route.has_version:
        answer["headers"] = {"ETag": {"schema": {"type": "string"}}}
    found: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": _parameters(route),
        "responses": {
            str(route.status): answer,
            **{str(status): {"description": told, "content": problem} for status, told in _refusals(route).items()},
            **{str(status): {"description": told} for status, told in _without_body(route).items()},
        },
    }
    if scope := SCOPES[route.name]:
        found["x-scope"] = scope.value
    if route.method != "GET":
        found["requestBody"] = {
            "required": True,
            "content": {kind: _taken(route, kind, refs) for kind in route.takes_media},
        }
    return found


def _taken(route: Route, kind: str, refs: Mapping[Any, Any]) -> dict[str, Any]:
    return {"schema": refs[route.takes, "validation"]} if route.takes is not None and kind == JSON else {}


def _refusals(route: Route) -> Mapping[int, str]:
    """Return with which statuses a route refuses."""
    found = _REFUSALS | (_OF_CHANGES if route.method != "GET" else _OF_ARGUMENTS)
    found |= _OF_VERSIONS if route.needs_version else {}
    if len(route.media_types) > 1:
        found |= {406: "None of the forms of Accept", 409: "Too large for this form"}
    return found | _ALWAYS


def _without_body(route: Route) -> Mapping[int, str]:
    """Return the other statuses that a route may have."""
    found = {304: "Not changed since If-None-Match"} if route.has_version and route.method == "GET" else {}
    return found | ({301: "Became part of another record"} if route.name == "record" else {})


def _parameters(route: Route) -> list[dict[str, Any]]:
    def one(name: str, where: str, told: str, schema: arguments.Schema, is_needed: bool = True) -> dict[str, Any]:
        return {"name": name, "in": where, "required": is_needed, "description": told, "schema": schema}

    in_path = re.findall(r"\{(\w+)\}", route.path)
    found = [one(name, "path", name, arguments.TEXT if name == "code" else arguments.ROW) for name in in_path]
    found += [
        one(name, "query", told, arguments.schema_of(route.name, name), is_needed=False)
        for name, told in route.asks.items()
    ]
    if route.method == "POST":
        told = "A new value of yours for each thing to be done."
        found.append(one("Idempotency-Key", "header", told, arguments.NAME))
    if route.needs_version:
        found.append(one("If-Match", "header", "The ETag of what was read.", arguments.TEXT))
    return found
