"""Bulk files of millions of rows: fetched, unpacked and checked row by row while they arrive."""
