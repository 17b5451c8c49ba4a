"""Check answers against a Google discovery document."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from tests.contracts import SPECS

_FORMATS = {"uint64": r"^\d+$", "int64": r"^-?\d+$", "date-time": r"^\d{4}-\d\d-\d\dT.*Z$"}


def discovery_errors(provider: str, file: str, schema: str, body: Any) -> list[str]:
    """What is wrong with an answer, empty if nothing; names that the document lacks are wrong too.

    Args:
        provider: folder of the contracts; the test is skipped where it is not there.
        file: in that folder.
        schema: name of the answer's schema.
        body: parsed.
    """
    document = {"$defs": _schemas(provider, file), "$ref": f"#/$defs/{schema}"}
    validator: Any = OAS31Validator(document)
    found = validator.iter_errors(body)
    return [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in found]


@cache
def _schemas(provider: str, file: str) -> dict[str, Any]:
    path = SPECS / provider / file
    if not path.is_file():
        pytest.skip(f"the contract is not there: {path}")
    schemas = json.loads(path.read_text())["schemas"]
    return {name: _converted(schema) for name, schema in schemas.items()}


def _converted(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of the discovery document as JSON Schema."""
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    converted: dict[str, Any] = {"type": schema["type"]} if schema.get("type") != "any" else {}
    if schema.get("format") in _FORMATS:
        converted["pattern"] = _FORMATS[schema["format"]]
    if "enum" in schema:
        converted["enum"] = schema["enum"]
    if "properties" in schema:
        inner = {name: _converted(value) for name, value in schema["properties"].items()}
        converted |= {"properties": inner, "additionalProperties": False}
    if isinstance(schema.get("additionalProperties"), dict):
        converted["additionalProperties"] = _converted(schema["additionalProperties"])
    if "items" in schema:
        converted["items"] = _converted(schema["items"])
    return converted
