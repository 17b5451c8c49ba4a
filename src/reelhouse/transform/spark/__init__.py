"""Builds whose SQL models run on Spark."""
