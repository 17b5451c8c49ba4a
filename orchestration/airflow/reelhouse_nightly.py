"""The nightly run of Reelhouse as a DAG of calls of its command line.

    offers ─▶ ingest (a task for each source) ─▶ prune ─▶ build ─▶ train ─▶ predict
                                                            └──────────┬──────┘
                                          publish · reports · prune_builds ─▶ backup ─▶ metrics
                                                            all ─▶ verdict

What fails keeps nothing from running that does without it, as in `deploy/nightly.sh`; `verdict`
makes the run fail all the same. Settings are told in docs/airflow.md.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import reelhouse_config as config
from airflow.sdk import DAG, DeadlineAlert, DeadlineReference, Param, SyncCallback, TaskGroup
from airflow.sdk import TriggerRule as Rule
from reelhouse_alerts import Verdict, tell_failure, tell_lateness
from reelhouse_cli import Build, Call, Ingest, Offers

BACKUP = config.text("BACKUP")
METRICS = config.text("METRICS")
DEADLINE = config.hours("DEADLINE_HOURS", 6)

late = DeadlineAlert(
    reference=DeadlineReference.DAGRUN_QUEUED_AT,
    interval=DEADLINE,
    callback=SyncCallback(tell_lateness, kwargs={"hours": DEADLINE / timedelta(hours=1)}),
    name="late",
)

with DAG(
    "reelhouse_nightly",
    description="Ingest, build, train, publish and report with Reelhouse.",
    doc_md=__doc__,
    schedule=config.text("SCHEDULE", "30 4 * * *") or None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    # sources tell of today: nights that were missed cannot be made up for by running twice
    catchup=False,
    # a lake takes one ingest and one build at a time
    max_active_runs=1,
    max_active_tasks=1,
    dagrun_timeout=config.hours("GIVE_UP_HOURS", 20) or None,
    deadline=late if DEADLINE else None,
    params={
        "day": Param(
            None,
            type=["null", "string"],
            format="date",
            description="Make up for this day: APIs are asked since then, files taken from the "
            "archive.",
        )
    },
    default_args={
        "pool": config.text("POOL", "default_pool"),
        "retries": int(config.number("RETRIES", 4)),
        "retry_delay": timedelta(minutes=config.number("RETRY_MINUTES", 5)),
        "retry_exponential_backoff": 2,
        "max_retry_delay": timedelta(hours=1),
        "execution_timeout": config.hours("TASK_HOURS", 6) or None,
    },
    tags=["reelhouse"],
) as dag:
    offers = Offers(task_id="offers", words=["sources"])

    with TaskGroup("ingest") as ingest:
        for name in config.chosen("SOURCES", config.SOURCES, config.SOURCES):
            Ingest(task_id=name, source=name, offers="offers")

    prune = Call(task_id="prune", words=["prune", "--expired"], trigger_rule=Rule.ALL_DONE)

    build = Build(task_id="build", words=["build"], trigger_rule=Rule.ALL_DONE)

    offers >> ingest >> prune >> build
    answers: list[Call] = [build]
    if not config.is_off("TRAIN"):
        train = Call(task_id="train", words=["train", *config.options("TRAIN")])
        predict = Build(task_id="predict", words=["predict"])
        build >> train >> predict
        answers.append(predict)

    # a build without new answers is better than none; without a new build there is nothing to do
    with_a_build = {"trigger_rule": Rule.ALL_DONE_MIN_ONE_SUCCESS}

    publish = Call(
        task_id="publish",
        words=["publish", *config.options("PUBLISH")],
        left_out=""
        if os.environ.get("REELHOUSE_PUBLISH__TO")
        else "REELHOUSE_PUBLISH__TO names no warehouse",
        **with_a_build,
    )

    report = []
    for kind in config.chosen("REPORTS", config.REPORTS, ["executive"]):
        target = os.path.join(config.text("REPORT_FOLDER", "."), f"{kind}.html")
        words = ["report", kind, "--out", target]
        report.append(Call(task_id=f"report_{kind}", words=words, **with_a_build))

    prune_builds = Call(
        task_id="prune_builds", words=["builds", "prune"], trigger_rule=Rule.ALL_DONE
    )

    backup = Call(
        task_id="backup",
        words=["backup", BACKUP, "--prune", "--keep", "7"],
        left_out="" if BACKUP else "NIGHTLY_BACKUP names no place",
        trigger_rule=Rule.ALL_DONE,
    )

    metrics = Call(
        task_id="metrics",
        words=["metrics-server", "--textfile", METRICS],
        left_out="" if METRICS else "NIGHTLY_METRICS names no file",
        has_json=False,
        trigger_rule=Rule.ALL_DONE,
    )

    verdict = Verdict(
        task_id="verdict",
        trigger_rule=Rule.ALL_DONE,
        retries=0,
        on_failure_callback=tell_failure,
    )

    for answer in answers:
        answer >> [publish, *report, prune_builds]
    [prune_builds, publish, *report] >> backup >> metrics
    [each for each in dag.tasks if each is not verdict] >> verdict
