"""Which members leave in the next month, why, and whom it pays to write to."""
