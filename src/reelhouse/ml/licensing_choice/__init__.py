"""Which of the deals on offer to sign, under a budget and other limits, at a stated risk."""
