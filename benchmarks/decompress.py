"""The floor: unpack every file and do nothing with the text. `python decompress.py FOLDER`."""

import sys
from pathlib import Path

from isal import igzip

READ_BYTES = 1 << 20


def main(folder: Path) -> None:
    text_bytes = 0
    for path in sorted(folder.glob("*.tsv.gz")):
        with igzip.IGzipFile(path) as file:  # type: ignore[no-untyped-call]
            while block := file.read(READ_BYTES):
                text_bytes += len(block)
    print(f"{text_bytes:,} bytes of text")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
