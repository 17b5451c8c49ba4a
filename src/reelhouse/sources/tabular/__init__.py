"""Tables in files: CSV, TSV, xlsx and Parquet, checked cell by cell against a declared schema.

What is imported here is cheap; whatever reads a file imports what it needs when it is called.
"""

from __future__ import annotations

from reelhouse.sources.tabular.schema import Column, Drift, Reference, TableSchema, TableSource

__all__ = ["Column", "Drift", "Reference", "TableSchema", "TableSource"]
