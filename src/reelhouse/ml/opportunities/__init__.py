"""Where more is watched than offered, and which of two genres or titles is really ahead."""

from reelhouse.ml.opportunities.head_to_head import Comparison, compare

__all__ = ["Comparison", "compare"]
