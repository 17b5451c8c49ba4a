"""In which order tables are made."""

from __future__ import annotations

from reelhouse.transform.computed import tables_of, writers
from reelhouse.transform.declarations import declaration, model_files
from reelhouse.transform.inputs import gold_models
from reelhouse.transform.lineage import ancestors, bronze_needed
from reelhouse.transform.schedule import stages, with_siblings


def test_every_table_is_made_once() -> None:
    made = [table for stage in stages(gold_models()) for table in stage.tables]

    assert sorted(made) == list(gold_models())


def test_every_table_comes_after_all_that_it_reads() -> None:
    done: set[str] = set()
    for stage in stages(gold_models()):
        for model in stage.models:
            assert ancestors(model) & set(gold_models()) <= done | set(stage.models)
        done |= set(stage.models)
        for table in stage.by_day:
            assert (ancestors(table) - {table}) & set(gold_models()) <= done
        done |= set(stage.by_day)
        for module in stage.modules:
            written = set(tables_of(module))
            for table in written:
                assert ancestors(table) & set(gold_models()) <= done | written
        done |= {table for module in stage.modules for table in tables_of(module)}


def test_each_computed_model_is_written_by_a_module_and_each_module_writes_models() -> None:
    computed = {name for name in model_files() if declaration(name).is_computed}

    assert computed == set(writers())


def test_tables_of_one_computation_go_together() -> None:
    assert with_siblings({"bridge_title_source"}) == set(tables_of("title_resolution"))
    assert with_siblings({"dim_date"}) == {"dim_date"}


def test_a_table_needs_its_facts_and_not_what_describes_them() -> None:
    assert bronze_needed("fact_rating_snapshot") == {"imdb__title_ratings"}
    assert bronze_needed("dim_date") == frozenset()
    assert "imdb__title_basics" in bronze_needed("bridge_title_genre")
    assert {"imdb__title_basics", "netflix__top10_global"} <= bronze_needed("dim_title")


def test_a_table_made_of_imdb_and_others_needs_one_of_the_others() -> None:
    sources = {name.split("__")[0] for name in bronze_needed("mart_title_performance")}

    assert "tmdb" in sources
    assert "imdb" not in sources


def test_a_model_may_say_what_it_needs() -> None:
    assert {name.split("__")[0] for name in bronze_needed("mart_concentration")} == {
        "imdb",
        "netflix",
    }
