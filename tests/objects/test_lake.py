"""A whole build over an object store; what is made of few rows is in `test_mirror`."""

from __future__ import annotations

import pytest

from reelhouse.errors import ReelhouseError
from reelhouse.gold import query, require_current
from reelhouse.objects.copy import is_blank
from reelhouse.transform.build import build_gold
from reelhouse.verify import verify_lake
from tests.lakes import deliver_everything, settings_of
from tests.objects.conftest import Machine


def test_what_one_machine_built_another_reads_and_would_build_the_same(machine: Machine) -> None:
    here = machine("here")
    with here.exclusive("ingest"):
        deliver_everything(here)
    built = build_gold(here, settings_of(here))

    there = machine("there")
    blanks = {p.parent.name for p in there.gold.rglob("*.parquet") if is_blank(p)}
    build = require_current(there)
    assert blanks == set(build.tables)
    count = "select count(*) from dim_title natural join fact_credit"
    assert query(build, count)[1] == query(require_current(here), count)[1]
    left = {p.parent.name for p in there.gold.rglob("*.parquet") if is_blank(p)}
    assert blanks - left == {"dim_title", "fact_credit"}
    assert [f for f in verify_lake(there) if f.problem] == []

    again = build_gold(there, settings_of(there))
    assert (again.changed, again.build_id) == (False, built.build_id)


def test_an_error_names_the_store_and_not_the_working_copy(machine: Machine, address: str) -> None:
    with pytest.raises(ReelhouseError, match="nothing has been built yet") as error:
        require_current(machine("here"))
    assert error.value.where == address
