"""`python -m reelhouse.cli`."""

from reelhouse.cli.program import main

if __name__ == "__main__":
    main()
