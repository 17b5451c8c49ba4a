"""Bronze to gold: the SQL models, and what runs, checks and publishes them."""
