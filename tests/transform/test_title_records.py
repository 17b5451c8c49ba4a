"""Every source's titles are brought to the same columns, which `title_record` then stacks."""

from __future__ import annotations

import pytest

from reelhouse.transform.declarations import declaration, model_files

VIEWS = sorted(name for name in model_files() if name.startswith("title_record__"))


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_title_records_has_the_columns_of_the_table(view: str) -> None:
    assert list(declaration(view).columns.items()) == list(
        declaration("title_record").columns.items()
    )


def test_every_view_of_title_records_is_in_the_table() -> None:
    sql = model_files()["title_record"].read_text(encoding="utf-8")

    assert len(VIEWS) == 10
    assert [view for view in VIEWS if f"ref('{view}')" not in sql] == []
