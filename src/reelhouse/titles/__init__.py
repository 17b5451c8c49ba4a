"""One title across all sources: how records with an id, or with only a name, find it."""
