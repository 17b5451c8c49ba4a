"""Measures Reelhouse against a plain script and a peer, each on the same files: `make bench`."""
