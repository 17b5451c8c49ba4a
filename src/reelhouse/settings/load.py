"""Read the settings of a run, and refuse what a user cannot have meant."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from reelhouse.errors import UsageError
from reelhouse.settings.whole import Settings

CONFIG_FILE = "reelhouse.toml"


def _refuse_unknown_variables() -> None:
    """A mistyped variable must not pass for the default."""
    prefix = "REELHOUSE_"
    names = {
        variable.removeprefix(prefix).lower()
        for variable in os.environ
        if variable.startswith(prefix)
    }
    for name in sorted(names):
        section, _, key = name.partition("__")
        field = Settings.model_fields.get(section)
        model = field.annotation if field else None
        keys = getattr(model, "model_fields", None)
        if field is None or (key and keys is not None and key.split("__")[0] not in keys):
            raise UsageError(
                f"there is no setting '{name}'",
                where=f"environment variable {prefix}{name.upper()}",
                advice="`reelhouse init` writes a file with every setting and its meaning.",
            )


def _refuse_secrets_in_file(path: Path) -> None:
    """A secret in a file ends up in a repository sooner or later."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        content = tomllib.load(file)
    for section, values in content.items():
        for name in values if isinstance(values, dict) else ():
            if is_secret(section, name):
                raise UsageError(
                    f"'{section}.{name}' is a secret and must not stand in a file",
                    where=str(path),
                    advice=f"Set {variable_of(section, name)} in the environment.",
                )


def is_secret(section: str, name: str) -> bool:
    """Whether a setting may stand in the environment only."""
    field = Settings.model_fields.get(section)
    fields = getattr(field.annotation, "model_fields", {}) if field else {}
    return name in fields and fields[name].annotation is SecretStr


def variable_of(section: str, name: str) -> str:
    """The environment variable of a setting."""
    return f"REELHOUSE_{section.upper()}__{name.upper()}"


def load_settings(config: Path | None = None, **overrides: Any) -> Settings:
    """Read the settings of this run.

    Args:
        config: the TOML file; by default `reelhouse.toml` in the working folder, if there is one.
        overrides: values from the command line; None means "not given".

    Raises:
        UsageError: a value is not what the setting takes, or the file is not TOML.
    """
    path = config or Path(CONFIG_FILE)
    if config is not None and not config.is_file():
        raise UsageError("there is no such settings file", where=str(config))

    _refuse_unknown_variables()

    class FileSettings(Settings):
        model_config = SettingsConfigDict(toml_file=path)

    try:
        _refuse_secrets_in_file(path)
        return FileSettings(**{name: v for name, v in overrides.items() if v is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            f"setting '{name}': {first['msg']}",
            where=f"{path}, the environment or the command line",
            advice="`reelhouse init` writes a file with every setting and its meaning.",
        ) from None  # the error holds the value, which may be a secret
    except ValueError as error:
        raise UsageError(
            f"the settings file is not valid TOML: {error}", where=str(path)
        ) from error
