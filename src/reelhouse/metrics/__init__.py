"""What each figure means, and the SQL that answers it by dimension and period."""
