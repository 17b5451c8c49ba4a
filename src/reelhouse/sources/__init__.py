"""One module per provider, and the parts they share."""
