"""A lake kept at another place, and brought back from there."""
