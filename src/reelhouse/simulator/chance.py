"""Deterministic randomness in SQL: every draw is a hash of an index, the seed and a purpose."""

from duckdb import DuckDBPyConnection

from reelhouse.simulator.universe import Universe

PEOPLE_SLOTS = 64
"""People are dealt round-robin into this many eras; index modulo slots is the era."""

_FAME = 0.287
"""Skew of the choice of people: smaller makes the stars busier."""


def define_chance(connection: DuckDBPyConnection, universe: Universe) -> None:
    """Create the macros by which all other SQL of the universe draws.

    `rnd(x, salt)` is 64 random bits for a bigint, `rnd2(x, k, salt)` for a pair of them; `unit`
    maps bits to 0 ≤ u < 1, `below(bits, shift, n)` to 0 … n-1 (n ≤ 32767) from 16 of the bits,
    `normal` and the cheaper `bell` (within ±3.5) to a standard normal. `pick(list, bits, shift)`
    takes a list's entry. `era(year, bits)` is a year's quantile in 0 … 1 (0 is today) and
    `person(bits, era)` a person index: active in that era, famous ones far more often.

    The inner hash combines its arguments too weakly (draws for two salts correlate by 0.99); the
    outer one makes them independent.
    """
    seed = universe.seed
    ranks = universe.person_indices // PEOPLE_SLOTS
    low = _FAME**8
    width = (1 + _FAME) ** 8 - low
    for macro in (
        f"rnd(x, salt) as hash(hash(x, {seed}, salt))",
        f"rnd2(x, k, salt) as hash(hash(x, k::bigint, {seed}, salt))",
        "unit(bits) as (bits >> 11)::double * 1.1102230246251565e-16",
        "below(bits, shift, n) as ((((bits >> shift) & 65535)::integer * n) >> 16)",
        "pick(words, bits, shift) as words[1 + below(bits, shift, len(words)::integer)]",
        "normal(bits) as sqrt(-2 * ln(((bits >> 32)::double + 1) / 4294967296.0))"
        " * cos((bits & 4294967295)::double * 1.4629180792671596e-09)",
        "bell(bits) as (((bits & 65535) + ((bits >> 16) & 65535) + ((bits >> 32) & 65535)"
        " + (bits >> 48))::double / 65536.0 - 2) * 1.7320508075688772",
        "era(year, bits) as pow((2026 - least(year, 2026) + unit(bits)) / 133.0, 1 / 2.6)",
        "era_slot(era, bits) as least(63, floor(64 * (1 - abs(1 - abs("
        "era + ((bits & 2047)::double / 2048 - 0.5) * 0.2))))::bigint)",
        f"person_rank(bits) as floor({ranks} * (pow(unit(bits) + {_FAME}, 8) - {low!r})"
        f" / {width!r})::bigint",
        f"person(bits, era) as {PEOPLE_SLOTS} * person_rank(bits) + era_slot(era, bits)",
    ):
        connection.execute(f"create or replace temp macro {macro}")
