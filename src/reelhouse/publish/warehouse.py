"""A warehouse at the other end: rows come beside the tables, and all tables change at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.errors import ReelhouseError
from reelhouse.gold import Build
from reelhouse.publish.ddl import STATE, STATE_COLUMNS, create_table, hint, state_shape
from reelhouse.publish.plan import Known, TablePlan
from reelhouse.publish.targets import Target, require_driver
from reelhouse.sqltext import table_scan

STAGING = "_staging"
BATCH_ROWS = 100_000
LOAD_WORKERS = 4

OnTable = Callable[[str, int, int, int], None]
"""Called with a table's name, its rows, and how many are loaded of how many."""


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A schema of a warehouse.

    Attributes:
        target: where.
        dataset: name of the schema.
        folder: where dlt may put what it needs; it is removed by whoever made it.
    """

    target: Target
    dataset: str
    folder: Path

    def known(self) -> dict[str, Known]:
        """What it says of its tables; nothing where nothing was published yet."""
        with self._client(self.dataset) as client:
            if not client.has_dataset():
                return {}
            try:
                rows = client.execute_sql(
                    "select table_name, content_sha256, shape_sha256 from "
                    + client.make_qualified_table_name(STATE)
                )
            except Exception as error:
                if type(error).__name__ == "DatabaseUndefinedRelation":
                    return {}
                raise
        return {str(name): Known(str(content), str(shape)) for name, content, shape in rows or ()}

    def statements(self, plan: TablePlan) -> list[str]:
        """What makes a table that is not there yet, or not in its shape."""
        with self._client(self.dataset, connect=False) as client:
            return self._create(client, plan)

    def load(self, build: Build, plans: Sequence[TablePlan], on_table: OnTable) -> None:
        """Bring the rows of tables into a schema of their own, beside the tables."""
        import dlt

        self.drop_staging()
        pipeline = self._pipeline(self.dataset + STAGING)
        dlt.config["load.workers"] = LOAD_WORKERS
        loaded = 0

        def rows_of(plan: TablePlan) -> Iterator[Any]:
            nonlocal loaded
            yield from _batches(build, plan.table)
            loaded += 1
            on_table(plan.table, plan.rows, loaded, len(plans))

        resources = []
        for plan in plans:
            assert plan.shape is not None
            hints = (hint(plan.table, c, kind) for c, kind in plan.shape.columns.items())
            columns: Any = {each["name"]: each for each in hints}
            resources.append(
                dlt.resource(
                    rows_of(plan),
                    name=plan.table,
                    columns=columns,
                    write_disposition="append",
                )
            )
        if resources:
            pipeline.run(resources, loader_file_format=self.target.dialect.file_format)

    def swap(
        self, plans: Sequence[TablePlan], attribution: dict[str, str], build_id: str, now: datetime
    ) -> None:
        """Let the tables have what was loaded beside them, all in one transaction.

        Where a warehouse makes tables outside of transactions, only that happens before.

        Raises:
            ReelhouseError: not all rows have come; nothing has changed.
        """
        with self._client(self.dataset) as client:
            before, within = self._changes(client, plans)
            if not self.target.dialect.transactional_ddl:
                for statement in before:
                    client.execute_sql(statement)
                before = []
            with client.begin_transaction():
                for statement in before:
                    client.execute_sql(statement)
                for plan, statements in within:
                    for statement in statements:
                        client.execute_sql(statement)
                    if plan.shape is not None:
                        self._count(client, plan)
                self._record(client, plans, attribution, build_id, now)

    def drop_staging(self) -> None:
        """Remove the schema beside."""
        with self._client(self.dataset + STAGING) as client:
            if client.has_dataset():
                client.drop_dataset()

    def prepare(self) -> None:
        """Make the schema if it is not there."""
        with self._client(self.dataset) as client:
            if not client.has_dataset():
                client.create_dataset()

    def _changes(
        self, client: Any, plans: Sequence[TablePlan]
    ) -> tuple[list[str], list[tuple[TablePlan, list[str]]]]:
        """Statements about tables, and for each plan those about rows."""
        made = self._create_state(client)
        before = [made[0].replace("create table", "create table if not exists", 1), *made[1:]]
        within = []
        for plan in plans:
            name = client.make_qualified_table_name(plan.table)
            if plan.change != "rows":
                before.append(f"drop table if exists {name}")
            if plan.change in {"shape", "new"}:
                before += self._create(client, plan)
            rows = []
            if plan.shape is not None:
                if plan.change == "rows":
                    rows.append(f"delete from {name} where true")
                with client.with_alternative_dataset_name(self.dataset + STAGING):
                    beside = client.make_qualified_table_name(plan.table)
                listed = ", ".join(client.escape_column_name(c) for c in plan.shape.columns)
                if plan.rows:
                    rows.append(f"insert into {name} ({listed}) select {listed} from {beside}")
            within.append((plan, rows))
        return before, within

    def _count(self, client: Any, plan: TablePlan) -> None:
        name = client.make_qualified_table_name(plan.table)
        [(found,)] = client.execute_sql(f"select count(*) from {name}")
        if found != plan.rows:
            raise ReelhouseError(
                f"{found:,} rows came of {plan.rows:,}",
                where=f"{self.dataset}.{plan.table}",
                advice="Does another publish to the same place? Nothing has changed there; run it "
                "again.",
            )

    def _record(
        self,
        client: Any,
        plans: Sequence[TablePlan],
        attribution: dict[str, str],
        build_id: str,
        now: datetime,
    ) -> None:
        state = client.make_qualified_table_name(STATE)
        quoted = client.escape_column_name
        for plan in plans:
            client.execute_sql(f"delete from {state} where {quoted('table_name')} = %s", plan.table)
            if plan.shape is None:
                continue
            client.execute_sql(
                f"insert into {state} ({', '.join(quoted(name) for name in STATE_COLUMNS)}) "
                f"values ({', '.join(['%s'] * len(STATE_COLUMNS))})",
                plan.table,
                build_id,
                plan.rows,
                plan.content,
                plan.shape.sha256,
                attribution[plan.table],
                now.replace(tzinfo=None),
            )

    def _create(self, client: Any, plan: TablePlan) -> list[str]:
        assert plan.shape is not None
        return create_table(
            plan.shape,
            self.target.dialect,
            self._type_of(client),
            client.make_qualified_table_name(plan.table),
            client.escape_column_name,
        )

    def _create_state(self, client: Any) -> list[str]:
        return create_table(
            state_shape(),
            self.target.dialect,
            self._type_of(client),
            client.make_qualified_table_name(STATE),
            client.escape_column_name,
        )

    @staticmethod
    def _type_of(client: Any) -> Callable[[dict[str, Any]], str]:
        mapper = client.capabilities.get_type_mapper()
        return lambda column: str(mapper.to_destination_type(column, {"name": "", "columns": {}}))

    def _pipeline(self, dataset: str) -> Any:
        import dlt

        dlt.config["runtime.dlthub_telemetry"] = False
        dlt.config["runtime.log_level"] = "CRITICAL"  # its messages may hold an address
        require_driver(self.target.dialect)
        return dlt.pipeline(
            f"publish_{dataset}",
            destination=self.target.connect(),
            dataset_name=dataset,
            pipelines_dir=str(self.folder),
        )

    @contextmanager
    def _client(self, dataset: str, *, connect: bool = True) -> Iterator[Any]:
        pipeline = self._pipeline(dataset)
        client = pipeline.sql_client()
        if not connect:
            yield client
            return
        with client as opened:
            yield opened


def _batches(build: Build, table: str) -> Iterator[Any]:
    """Rows of a table of gold, in parts; also of one that has none."""
    with duckdb.connect() as connection:
        relation = connection.sql(f"from {table_scan(build.table_files(table))}")
        reader = relation.to_arrow_reader(BATCH_ROWS)
        import pyarrow

        for batch in reader:
            yield pyarrow.Table.from_batches([batch], reader.schema)
