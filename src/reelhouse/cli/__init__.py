"""What a user can say, a module for each command or few that belong together."""

from reelhouse.cli.program import app, main

__all__ = ["app", "main"]
