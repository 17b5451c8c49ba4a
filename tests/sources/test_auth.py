from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import requests
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from reelhouse.errors import ReelhouseError
from reelhouse.settings.sources import TwitchSettings
from reelhouse.sources.auth import ClientCredentials
from tests.replay import Recording, ReplayServer

SECRET = "canary-secret"


def app(token_url: str) -> TwitchSettings:
    return TwitchSettings(
        base_url="http://localhost/",
        token_url=token_url,
        client_id=SecretStr("canary-id"),
        client_secret=SecretStr(SECRET),
    )


class TokenService(ReplayServer):
    """Gives the answers in turn, the last one again and again.

    Attributes:
        headers: of each token request, names in lower case.
    """

    def __init__(self, *answers: Response) -> None:
        super().__init__([Recording("/token", self._next)])
        self._left = list(answers)
        self.headers: list[dict[str, str]] = []

    def _next(self, request: Request) -> Response:
        self.headers.append(dict(request.headers))
        return self._left.pop(0) if len(self._left) > 1 else self._left[0]


def token(name: str = "abc", seconds: float = 3600) -> Response:
    return JSONResponse({"access_token": name, "expires_in": seconds, "token_type": "bearer"})


def sign(auth: ClientCredentials) -> requests.PreparedRequest:
    return auth(requests.Request("GET", "http://localhost/").prepare())


def test_threads_share_one_token() -> None:
    with TokenService(token()) as service:
        auth = ClientCredentials("twitch", app(f"{service.url}/token"), id_header="Client-Id")
        signed: list[requests.PreparedRequest] = []
        threads = [threading.Thread(target=lambda: signed.append(sign(auth))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(service.asked) == 1
    assert {r.headers["Authorization"] for r in signed} == {"Bearer abc"}
    assert {r.headers["Client-Id"] for r in signed} == {"canary-id"}


def test_a_token_is_renewed_before_it_ends() -> None:
    with TokenService(token("old", 0), token("new")) as service:
        auth = ClientCredentials("twitch", app(f"{service.url}/token"))
        names = [sign(auth).headers["Authorization"] for _ in range(3)]

    assert names == ["Bearer old", "Bearer new", "Bearer new"]


@pytest.mark.parametrize("is_basic", [True, False])
def test_id_and_secret_go_where_the_provider_wants_them(is_basic: bool) -> None:
    service = TokenService(token())
    with service:
        sign(ClientCredentials("spotify", app(f"{service.url}/token"), is_basic=is_basic))

    [headers] = service.headers
    assert headers.get("authorization", "").startswith("Basic ") == is_basic
    assert int(headers["content-length"]) == len(
        "grant_type=client_credentials"
        if is_basic
        else "grant_type=client_credentials&client_id=canary-id&client_secret=canary-secret"
    )
    assert "canary" not in service.asked[0]


@pytest.mark.parametrize(
    "passing",
    [
        lambda: PlainTextResponse("busy", 503),
        lambda: JSONResponse({}, 429, {"Retry-After": "0"}),
    ],
)
def test_what_passes_is_tried_again(passing: Callable[[], Response]) -> None:
    with TokenService(passing(), token()) as service:
        signed = sign(ClientCredentials("twitch", app(f"{service.url}/token")))

    assert signed.headers["Authorization"] == "Bearer abc"
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    ("answer", "told", "advice"),
    [
        (
            JSONResponse({"message": f"invalid client secret {SECRET}"}, 403),
            "refuses the client id or secret (HTTP 403: invalid client secret ***)",
            "REELHOUSE_TWITCH__CLIENT_SECRET",
        ),
        (
            JSONResponse({"error": "invalid_client"}, 400),
            "refuses the client id or secret (HTTP 400: invalid_client)",
            "REELHOUSE_TWITCH__CLIENT_ID",
        ),
        (JSONResponse({"ok": True}), "gives no token", "REELHOUSE_TWITCH__TOKEN_URL"),
        (PlainTextResponse("<html>"), "gives no token", "REELHOUSE_TWITCH__TOKEN_URL"),
        (JSONResponse(None), "gives no token", "REELHOUSE_TWITCH__TOKEN_URL"),
        (RedirectResponse("/elsewhere"), "gives no token (HTTP 307)", "TOKEN_URL"),
        (
            JSONResponse({}, 429, {"Retry-After": "3600"}),
            "asks to wait 3,600 seconds",
            "Run it again",
        ),
    ],
)
def test_errors_are_clear_and_keep_the_secret(answer: Response, told: str, advice: str) -> None:
    with TokenService(answer) as service:
        auth = ClientCredentials("twitch", app(f"{service.url}/token?key={SECRET}"))
        with pytest.raises(ReelhouseError) as failed:
            sign(auth)

    assert told in failed.value.what
    assert advice in failed.value.advice
    assert "canary" not in str(failed.value)
    assert failed.value.__cause__ is None
    assert len(service.asked) == 1


def test_an_address_that_is_none_is_a_clear_error() -> None:
    with pytest.raises(ReelhouseError, match="cannot be asked"):
        sign(ClientCredentials("twitch", app("nonsense")))
