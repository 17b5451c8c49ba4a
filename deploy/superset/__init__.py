"""The dashboard for Superset."""
