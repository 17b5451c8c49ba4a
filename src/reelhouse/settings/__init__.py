"""Every setting, and the only place that reads the environment.

Values come from, strongest first: the command line, `REELHOUSE_*` variables, `reelhouse.toml` in
the working folder, the defaults. Nested values use two underscores, such as
`REELHOUSE_IMDB__BASE_URL`.
"""

from reelhouse.settings.load import CONFIG_FILE, is_secret, load_settings, variable_of
from reelhouse.settings.whole import Settings

__all__ = ["CONFIG_FILE", "Settings", "is_secret", "load_settings", "variable_of"]
