"""What is written about: topics of overviews, posts and comments."""
