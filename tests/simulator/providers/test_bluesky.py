"""The simulated Bluesky answers as Bluesky's lexicons say."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from reelhouse.simulator.providers.bluesky import too_many
from tests.contracts import SPECS
from tests.sources.social import posts_there, simulated

KINDS: dict[str, Any] = {
    "object": dict,
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with simulated(tmp_path_factory.mktemp("served")) as server:
        yield server.base_url("bluesky")


@pytest.fixture(scope="module")
def session(url: str) -> dict[str, Any]:
    answer = requests.post(
        f"{url}/com.atproto.server.createSession",
        json={"identifier": "a.example", "password": "any"},
        timeout=30,
    )
    body: dict[str, Any] = answer.json()
    return body


def ask(url: str, path: str, token: str, **query: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{url}/{path}", params=query, headers=headers, timeout=30)


def lexicon(name: str) -> dict[str, Any]:
    path = SPECS / "bluesky" / "lexicons" / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"the contract is not there: {path}")
    defs: dict[str, Any] = json.loads(path.read_bytes())["defs"]
    return defs


def wrong(schema: dict[str, Any], value: Any, place: str = "") -> list[str]:
    """What is wrong with a value, by a lexicon's definition; other files' are not looked into."""
    kind = schema["type"]
    if kind == "ref":
        file, _, name = schema["ref"].partition("#")
        known = file in {"", "app.bsky.feed.defs"}
        return wrong(lexicon("app.bsky.feed.defs")[name], value, place) if known else []
    if kind not in KINDS:
        return []
    if not isinstance(value, KINDS[kind]) or (kind == "integer" and isinstance(value, bool)):
        return [f"{place} is no {kind}"]
    errors = []
    if kind == "array":
        for number, entry in enumerate(value):
            errors += wrong(schema["items"], entry, f"{place}.{number}")
    if kind == "object":
        properties = schema.get("properties", {})
        errors += [f"{place}.{n} is missing" for n in schema.get("required", ()) if n not in value]
        errors += [f"{place}.{n} is not known" for n in value.keys() - properties.keys()]
        for name in value.keys() & properties.keys():
            errors += wrong(properties[name], value[name], f"{place}.{name}")
    return errors


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("app.bsky.feed.searchPosts", {"q": "the", "limit": 100}),
        ("app.bsky.feed.getAuthorFeed", {"actor": ""}),
    ],
)
def test_answers_are_as_the_lexicon_says(
    url: str, session: dict[str, Any], name: str, query: dict[str, Any]
) -> None:
    if "actor" in query:
        found = ask(url, "app.bsky.feed.searchPosts", session["accessJwt"], q="the").json()
        query = {"actor": found["posts"][0]["author"]["handle"]}
    body = ask(url, name, session["accessJwt"], **query).json()
    schema = lexicon(name)["main"]["output"]["schema"]
    assert len(body.get("posts") or body["feed"]) > 5
    assert wrong(schema, body) == []
    assert wrong(schema, {"posts": [{"uri": 1}], "feed": [{"post": {"uri": 1}}]}) != []


def test_a_hashtag_is_where_its_mark_says(url: str, session: dict[str, Any]) -> None:
    posts = ask(url, "app.bsky.feed.searchPosts", session["accessJwt"], q="#drama").json()["posts"]
    assert posts
    for post in posts:
        record = post["record"]
        for facet in record["facets"]:
            place = slice(facet["index"]["byteStart"], facet["index"]["byteEnd"])
            marked = record["text"].encode()[place].decode()
            assert marked == "#" + facet["features"][0]["tag"]


def test_cursors_lead_through_all_hits(url: str, session: dict[str, Any]) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        body = ask(
            url,
            "app.bsky.feed.searchPosts",
            session["accessJwt"],
            q="the",
            limit=50,
            cursor=cursor,
        ).json()
        seen += [post["uri"] for post in body["posts"]]
        cursor = body.get("cursor")
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == body["hitsTotal"]
    assert len(seen) == sum("the" in p.text.casefold() for p in posts_there("bluesky")) > 50


def test_who_has_no_session_gets_nothing(url: str, session: dict[str, Any]) -> None:
    assert session["handle"] == "a.example"
    assert session["did"].startswith("did:plc:")
    search = f"{url}/app.bsky.feed.searchPosts?q=x"
    assert requests.get(search, timeout=30).json()["error"] == "AuthMissing"
    assert ask(url, "app.bsky.feed.searchPosts", "wrong", q="x").json()["error"] == "InvalidToken"
    login = requests.post(
        f"{url}/com.atproto.server.createSession",
        json={"identifier": "a.example", "password": "wrong"},
        timeout=30,
    )
    assert (login.status_code, login.json()["error"]) == (401, "AuthenticationRequired")


def test_the_public_host_refuses_search(url: str) -> None:
    public = url.replace("/xrpc", "/public/xrpc")
    answer = requests.get(f"{public}/app.bsky.feed.searchPosts?q=x", timeout=30)
    assert answer.status_code == 403
    assert "administrative rules" in answer.text


def test_beyond_the_limit_the_reset_is_a_time() -> None:
    answer = too_many(100)
    assert answer.status_code == 429
    assert 95 < float(answer.headers["ratelimit-reset"]) - time.time() <= 102
