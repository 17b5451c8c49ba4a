"""Reads the DAG in Airflow's Python and says what is in it, as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import BundleDagBag
from airflow.sdk.definitions.asset import AssetAlias

folder = Path(sys.argv[1])
bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="dags-folder")
said: dict[str, Any] = {"errors": bag.import_errors}
for dag in bag.dags.values():
    said["dag_id"] = dag.dag_id
    said["tasks"] = {
        task.task_id: {
            "words": getattr(task, "words", []),
            "rule": task.trigger_rule.value,
            "before": sorted(task.upstream_task_ids),
            "retries": task.retries,
            "aliases": [each.name for each in task.outlets if isinstance(each, AssetAlias)],
        }
        for task in dag.tasks
    }
    said["deadlines"] = [each.callback.path for each in dag.deadline or []]
said["loaded"] = sorted({name.partition(".")[0] for name in sys.modules})
print("\n" + json.dumps(said))
