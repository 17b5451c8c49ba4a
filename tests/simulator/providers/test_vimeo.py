from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import requests
import yaml
from openapi_schema_validator import OAS30Validator

from reelhouse.simulator.providers.vimeo import FESTIVAL
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from tests.contracts import SPECS

Ask = Callable[..., requests.Response]


@cache
def validator() -> Any:
    """Of a video; nothing in it is required, as answers hold only the fields that are asked for."""
    path = SPECS / "vimeo" / "api.yaml"
    if not path.is_file():
        pytest.skip(f"the contract is not there: {path}")
    document = yaml.load(path.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    components = without_required(document["components"])
    return OAS30Validator({"$ref": "#/components/schemas/video", "components": components})


def without_required(schema: Any) -> Any:
    if isinstance(schema, list):
        return [without_required(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: without_required(value)
        for name, value in schema.items()
        if not (name == "required" and isinstance(value, list))
    }


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=60, days=30)


@pytest.fixture(scope="module")
def ask(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world, limits=False) as server:

        def get(path: str, token: str = "a-token", **params: Any) -> requests.Response:
            headers = {"Authorization": f"Bearer {token}"}
            url = f"{server.base_url('vimeo')}/{path}"
            return requests.get(url, params, headers=headers, timeout=30)

        yield get


def test_videos_are_as_the_contract_says(ask: Ask) -> None:
    body = ask(f"channels/{FESTIVAL}/videos", per_page=100).json()

    assert len(body["data"]) == body["total"] > 20
    for video in body["data"]:
        assert list(validator().iter_errors(video)) == []
    assert list(validator().iter_errors(body["data"][0] | {"duration": "long"}))


def test_pages_lead_to_each_other(ask: Ask, world: World) -> None:
    ids: list[str] = []
    page: int | None = 1
    while page is not None:
        body = ask(f"channels/{FESTIVAL}/videos", page=page, per_page=10, fields="uri").json()
        ids += [video["uri"] for video in body["data"]]
        assert all(set(video) == {"uri"} for video in body["data"])
        following = body["paging"]["next"]
        assert following is None or f"page={page + 1}" in following
        page = page + 1 if following else None

    about = [v for v in world.vimeo if v.title_index is not None and v.published_day <= 0]
    assert sorted(ids) == sorted(f"/videos/{video.video_id}" for video in about)
    assert ask(f"channels/{FESTIVAL}/videos", page=99).status_code == 400


def test_fields_name_what_is_wanted_at_any_depth(ask: Ask) -> None:
    wanted = "name,user.name,tags.name,metadata.connections.likes.total"
    body = ask(f"channels/{FESTIVAL}/videos", fields=wanted).json()

    tagged = next(video for video in body["data"] if video["tags"])
    assert set(tagged) == {"name", "user", "tags", "metadata"}
    assert set(tagged["user"]) == set(tagged["tags"][0]) == {"name"}
    assert list(tagged["metadata"]["connections"]) == ["likes"]


def test_errors_look_as_vimeo_s(ask: Ask) -> None:
    wrong = ask("users/1/videos", token="wrong")
    missing = ask("users/1/videos")

    assert (wrong.status_code, missing.status_code) == (401, 404)
    assert isinstance(missing.json()["error"], str)


def test_too_many_requests_say_when_to_come_again(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world) as server:
        url = f"{server.base_url('vimeo')}/users/1/videos"
        answers = [requests.get(url, timeout=30) for _ in range(51)]

    assert [answer.status_code for answer in answers] == [401] * 50 + [429]
    assert "T" in answers[-1].headers["X-RateLimit-Reset"]
