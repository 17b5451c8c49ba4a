"""Gold as tables of a warehouse, for the tools that live there."""
