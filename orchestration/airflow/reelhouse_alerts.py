"""Tells that a run has failed or takes too long: in the log, and to a webhook if one is named."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from typing import Any

import reelhouse_config as config
from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowFailException
from reelhouse_cli import SAID

_SECONDS = 10

log = logging.getLogger(__name__)


class RunFailed(AirflowFailException):
    """Tasks of a run have failed.

    Args:
        failed: what each of them said, by task.
        kept_back: tasks that could not run because of them.
    """

    def __init__(self, failed: dict[str, str], kept_back: list[str]) -> None:
        said = "; ".join(f"{task}: {what}" for task, what in failed.items())
        after = f"; not run: {', '.join(kept_back)}" if kept_back else ""
        super().__init__(f"failed: {said}{after}")
        self.failed = failed
        self.kept_back = kept_back


class Verdict(BaseOperator):
    """Fails if any other task of the run has, which Airflow asks only of the last ones."""

    def execute(self, context: Any) -> None:
        """Look at all tasks of this run.

        Raises:
            RunFailed: one of them has failed.
        """
        ti, run_id = context["ti"], context["dag_run"].run_id
        states = ti.get_task_states(dag_id=self.dag_id, run_ids=[run_id])[run_id]
        failed = sorted(task for task, state in states.items() if state == "failed")
        if failed:
            said = {task: ti.xcom_pull(task_ids=task, key=SAID) for task in failed}
            kept_back = sorted(t for t, state in states.items() if state == "upstream_failed")
            raise RunFailed({t: what or "see its log" for t, what in said.items()}, kept_back)


def tell_failure(context: Any) -> None:
    """Tell that a run has failed, and what its tasks said; a callback of `Verdict`."""
    error, run = context.get("exception"), context["dag_run"]
    _tell(
        f"Reelhouse: the run {run.run_id} of {run.dag_id} has {error or 'failed'}",
        dag_id=run.dag_id,
        run_id=run.run_id,
        failed=getattr(error, "failed", {}),
        kept_back=getattr(error, "kept_back", []),
    )


def tell_lateness(hours: float, context: Any) -> None:
    """Tell that a run has not ended in time; the callback of a deadline."""
    run = context["dag_run"]
    run_id, dag_id = run["dag_run_id"], run["dag_id"]
    _tell(
        f"Reelhouse: the run {run_id} of {dag_id} has not ended after {hours:g} hours",
        dag_id=dag_id,
        run_id=run_id,
        hours=hours,
    )


def _tell(text: str, **details: Any) -> None:
    """Write a message into the log and send it; a webhook that fails is no failure of the run."""
    log.error("%s", text)
    address = config.text("ALERT_URL")
    if not address:
        return
    body = json.dumps({"text": text, **details}).encode()
    headers = {"content-type": "application/json", "user-agent": "reelhouse"}
    # the address is a secret: what errors say of it must not reach the log
    try:
        if not address.startswith(("https://", "http://")):
            log.warning("NIGHTLY_ALERT_URL is no address of http; nobody was told")
            return
        request = urllib.request.Request(address, body, headers)
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            log.info("told the webhook: %s", answer.status)
    except urllib.error.HTTPError as error:
        log.warning("the webhook answered %s; nobody was told", error.code)
    except Exception as error:
        log.warning("the webhook cannot be reached (%s); nobody was told", type(error).__name__)
