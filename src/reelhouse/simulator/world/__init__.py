"""One invented world behind all providers: titles, videos, music, posts, members and deals.

`World` tells what is true, provider by provider part, and never how a provider shows it.
"""

from reelhouse.simulator.world.truth import write_truth
from reelhouse.simulator.world.world import World

__all__ = ["World", "write_truth"]
