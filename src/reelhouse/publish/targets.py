"""Which warehouses gold can be published to, and in what each differs."""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.redact import without_secrets


@dataclass(frozen=True, slots=True)
class Dialect:
    """In what a warehouse differs.

    Attributes:
        name: of dlt's destination.
        extra: of this package, which brings what it needs.
        needs: module without which it cannot be reached.
        transactional_ddl: whether tables are made and dropped within a transaction.
        file_format: in which dlt hands over rows.
        primary_key: the clause of a table's key, with `{}` for its columns.
        has_unique: whether a table can have a unique key in which a column may be null.
        comments: `on` for `comment on`, `options` for options of tables and columns.
    """

    name: str
    extra: str
    needs: str
    transactional_ddl: bool
    file_format: str
    primary_key: str = "primary key ({})"
    has_unique: bool = True
    comments: str = "on"


DIALECTS = {
    "postgresql": Dialect("postgres", "postgres", "psycopg2", True, "csv"),
    "redshift": Dialect("redshift", "redshift", "psycopg2", True, "insert_values"),
    "duckdb": Dialect("duckdb", "", "duckdb", True, "parquet"),
    "motherduck": Dialect("motherduck", "", "duckdb", True, "parquet"),
    "snowflake": Dialect("snowflake", "snowflake", "snowflake.connector", False, "parquet"),
    "bigquery": Dialect(
        "bigquery",
        "bigquery",
        "google.cloud.bigquery",
        False,
        "parquet",
        primary_key="primary key ({}) not enforced",
        has_unique=False,
        comments="options",
    ),
}
"""By the scheme of the address."""

_ALIASES = {"postgres": "postgresql", "md": "motherduck"}


@dataclass(frozen=True, slots=True)
class Target:
    """A warehouse.

    Attributes:
        dialect: which it is.
        shown: its address without secrets.
        secrets: what must not be seen anywhere.
        connect: makes dlt's destination.
    """

    dialect: Dialect
    shown: str
    secrets: tuple[str, ...]
    connect: Callable[[], Any]

    def hide(self, text: str) -> str:
        """A message without secrets."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


def parse_target(address: str) -> Target:
    """The warehouse of an address.

    Args:
        address: such as `postgresql://user:password@host:5432/database`, `duckdb:gold.duckdb`,
            `motherduck:database?token=…`, `snowflake://user:password@account/database?warehouse=…`,
            `redshift://…` as PostgreSQL, `bigquery://project?location=EU`.

    Raises:
        UsageError: nothing is known of such a warehouse.
    """
    scheme, _, rest = address.partition(":")
    scheme = _ALIASES.get(scheme, scheme)
    if scheme not in DIALECTS or not rest.strip("/"):
        raise UsageError(
            f"'{without_secrets(address)}' is no address of a warehouse",
            advice="It begins with postgresql://, redshift://, snowflake://, bigquery://, "
            "motherduck: or duckdb:.",
        )
    dialect = DIALECTS[scheme]
    try:
        parts = urlsplit(f"{scheme}://{rest.removeprefix('//')}" if rest[0] != "/" else address)
        found = {unquote(parts.password or ""), parts.password or "", address}
    except ValueError:
        raise UsageError("the address of the warehouse cannot be read") from None
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    found |= {value for name, value in options.items() if _is_secret(name)}
    found |= {quote(value, safe="") for value in found}
    # the longest first: the address holds the password
    secrets = tuple(sorted((text for text in found if text), key=len, reverse=True))
    place = rest.partition("?")[0].removeprefix("//")
    makers: dict[str, Callable[[], Any]] = {
        "postgresql": lambda: _destination("postgres", credentials=f"postgresql:{rest}"),
        "redshift": lambda: _destination("redshift", credentials=f"redshift:{rest}"),
        "duckdb": lambda: _destination("duckdb", credentials=os.path.abspath(place)),
        "motherduck": lambda: _destination(
            "motherduck",
            credentials={"database": place, "password": options.get("token", "")}
            if "token" in options
            else f"md:///{place}",
        ),
        "snowflake": lambda: _destination("snowflake", credentials=f"snowflake:{rest}"),
        "bigquery": lambda: _destination(
            "bigquery", project_id=place, location=options.get("location", "US")
        ),
    }
    shown = place if scheme == "duckdb" else without_secrets(f"{scheme}://{place}")
    return Target(dialect, shown, secrets, makers[scheme])


def require_driver(dialect: Dialect) -> None:
    """Make sure that what reaches a warehouse is installed.

    Raises:
        ReelhouseError: it is not; says which extra brings it.
    """
    try:
        importlib.import_module(dialect.needs)
    except ImportError:
        raise ReelhouseError(
            f"{dialect.needs} is needed to reach {dialect.name}",
            advice=f"Install the extra `{dialect.extra}` of the package: "
            f"`reelhouse[{dialect.extra}]`.",
        ) from None


def _destination(name: str, **options: Any) -> Any:
    import dlt

    return getattr(dlt.destinations, name)(**options)


def _is_secret(option: str) -> bool:
    return any(word in option.lower() for word in ("token", "password", "key", "secret"))
