"""How many will vote on it, in multiples of the median title of its kind and year."""
