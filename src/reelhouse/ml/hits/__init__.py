"""Will it be a hit: the probability that a title lands in the top quarter of its kind and year."""
