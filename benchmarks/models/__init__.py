"""How often models are right: on public data and on invented worlds, beside the naive rules.

Each module prints its own tables, writes them to `benchmarks/results/models-<name>.md`, and ends
with 1 if a target was missed.
"""
