"""Run reference.sql in this folder: `python reference.py UNIVERSE MEMORY_LIMIT THREADS DATE`.

`seconds.json` says how long each statement took, by the table that it made.
"""

import json
import re
import sys
import time
from datetime import date
from pathlib import Path

import duckdb

SCRIPT = Path(__file__).with_suffix(".sql")
MADE = re.compile(r"to 'gold/(\w+)\.parquet'|create temp table (\w+)")


def main(universe: Path, memory_limit: str, threads: int, as_of: date) -> None:
    Path("imdb").symlink_to(universe)
    Path("gold").mkdir()
    seconds: dict[str, float] = {}
    with duckdb.connect() as connection:
        connection.execute("set memory_limit = $1", [memory_limit])
        connection.execute(f"set threads = {threads}")
        connection.execute("set temp_directory = 'spill'")
        connection.execute(f"set variable as_of = date '{as_of}'")
        for statement in connection.extract_statements(SCRIPT.read_text(encoding="utf-8")):
            began = time.perf_counter()
            connection.execute(statement)
            made = MADE.search(statement.query)
            if made:
                seconds[made[1] or made[2]] = round(time.perf_counter() - began, 3)
    Path("seconds.json").write_text(json.dumps(seconds, indent=2))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), date.fromisoformat(sys.argv[4]))
