import subprocess
import sys

import pytest

import reelhouse.simulator


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_importing_the_package_is_light() -> None:
    loaded = run("import sys, reelhouse.simulator; print(*sys.modules)").split()
    assert "reelhouse.simulator" in loaded
    assert not {"duckdb", "numpy", "starlette", "uvicorn"} & set(loaded)


def test_all_public_names_are_there() -> None:
    for name in reelhouse.simulator.__all__:
        assert getattr(reelhouse.simulator, name).__name__ == name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Multiverse"):
        reelhouse.simulator.Multiverse  # noqa: B018


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_a_missing_part_says_how_to_install_it(missing: str) -> None:
    told = run(
        f"import sys; sys.modules[{missing!r}] = None\n"
        "try:\n    from reelhouse.simulator import SimulatorServer\n"
        "except ImportError as error:\n    print(error)"
    )
    assert missing in told
    assert "pip install 'reelhouse[simulator]'" in told


def test_files_can_be_written_without_the_server() -> None:
    told = run(
        "import sys; sys.modules['starlette'] = None\n"
        "from reelhouse.simulator import write_universe; print(write_universe.__name__)"
    )
    assert told.strip() == "write_universe"
