"""Check answers against a provider's own contract: an OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, cast

import pytest
import yaml
from openapi_schema_validator import OAS30Validator, OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4, DRAFT202012

from tests.conftest import SHARED_DATA

SPECS = SHARED_DATA.parent / "specs"
_HERE = "urn:contract"


@dataclass(frozen=True)
class Contract:
    """An OpenAPI document, 3.0 or 3.1.

    Attributes:
        document: parsed.
        nullable: patterns (as `re.fullmatch` takes them) of places in a body, such as
            `results\\.\\d+\\.poster_path`, that may be null on the wire though the document says
            nothing of it.
        fractions: patterns of places that hold fractions on the wire though the document, made
            from a sample, says that they are integers.
    """

    document: dict[str, Any]
    nullable: tuple[str, ...] = ()
    fractions: tuple[str, ...] = ()

    @cached_property
    def _is_30(self) -> bool:
        return str(self.document["openapi"]).startswith("3.0")

    @cached_property
    def _registry(self) -> Registry[Any]:
        specification: Any = DRAFT4 if self._is_30 else DRAFT202012
        resource = specification.create_resource(self.document)
        return cast("Registry[Any]", Registry().with_resource(_HERE, resource))

    def errors(self, path: str, status: int, body: Any, method: str = "get") -> list[str]:
        """What is wrong with an answer, empty if nothing.

        Args:
            path: as a key of the document's `paths`, or a path that fits one of them.
            status: of the answer.
            body: parsed.
            method: of the request, in lower case.

        Raises:
            LookupError: the document knows no such answer.
        """
        pointer = self._schema_at(path, status, method)
        kind: Any = OAS30Validator if self._is_30 else OAS31Validator
        validator = kind({"$ref": f"{_HERE}#{pointer}"}, registry=self._registry)
        return [message for error in validator.iter_errors(body) for message in self._told(error)]

    def _told(self, error: Any) -> Iterable[str]:
        place = ".".join(str(step) for step in error.absolute_path)
        if error.instance is None and any(re.fullmatch(p, place) for p in self.nullable):
            return
        if isinstance(error.instance, float) and any(
            re.fullmatch(p, place) for p in self.fractions
        ):
            return
        yield f"{place or 'body'}: {error.message[:200]}"

    def _schema_at(self, path: str, status: int, method: str) -> str:
        template = self.template_of(path)
        responses = self.document["paths"][template][method]["responses"]
        name = next((n for n in (str(status), "default") if n in responses), None)
        if name is None:
            raise LookupError(f"the contract has no answer {status} of {method} {template}")
        steps = ["paths", template, method, "responses", name]
        response = responses[name]
        if "$ref" in response:
            steps = response["$ref"].removeprefix("#/").split("/")
            response = self._at(steps)
        kind = next(kind for kind in response["content"] if "json" in kind)
        return _pointer([*steps, "content", kind, "schema"])

    def _at(self, steps: list[str]) -> Any:
        value: Any = self.document
        for step in steps:
            value = value[step]
        return value

    def template_of(self, path: str) -> str:
        """The key of `paths` that a request's path fits, the one with most fixed parts first.

        Raises:
            LookupError: there is none.
        """
        paths = self.document["paths"]
        if path in paths:
            return path
        fitting = [t for t in paths if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", t), path)]
        if not fitting:
            raise LookupError(f"the contract has no path {path}")
        return str(min(fitting, key=lambda template: template.count("{")))


def _pointer(steps: list[str]) -> str:
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


@cache
def contract(
    provider: str, file: str, nullable: tuple[str, ...] = (), fractions: tuple[str, ...] = ()
) -> Contract:
    """A provider's contract; the test is skipped where it is not there.

    Args:
        provider: folder of the contracts.
        file: in that folder, JSON or YAML.
        nullable: see `Contract`.
        fractions: see `Contract`.
    """
    path = SPECS / provider / file
    if not path.is_file():
        pytest.skip(f"the contract is not there: {path}")
    text = path.read_text()
    document = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    return Contract(document, nullable, fractions)
