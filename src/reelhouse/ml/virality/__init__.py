"""Which videos are taking off, told from the first hours of it."""
