"""Run the benchmarks of models: `python -m benchmarks.models [NAME...]`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main(names: list[str]) -> int:
    """Run each in a process of its own, and give 1 if any missed a target."""
    there = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    unknown = sorted(set(names) - set(there))
    if unknown:
        print(f"there is no benchmark '{unknown[0]}'; there are: {', '.join(there)}")
        return 2
    missed = []
    for name in names or there:
        print(f"\n# {name}", flush=True)
        ended = subprocess.run([sys.executable, "-m", f"benchmarks.models.{name}"], check=False)
        if ended.returncode:
            missed.append(name)
    print(f"\ntargets missed or not measured: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
