"""Calls Reelhouse's command line, and says in Airflow's terms how it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections import deque
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import reelhouse_config as config
from airflow.sdk import Asset, AssetAlias, BaseOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

SAID = "said"
"""Key under which a task that failed leaves what the command line said."""

GOLD = "reelhouse_gold"

EXIT_USAGE = 2
EXIT_REFUSED = 3
EXIT_NOTHING_YET = 4
FINAL = {
    EXIT_USAGE: "it is called or set up wrongly",
    EXIT_REFUSED: "the data is refused",
}
"""Exit codes after which the same call ends in the same way, so that it is not made again."""

_MOST_LINES = 20
_MOST_LETTERS = 1500


def bronze_asset(source: str) -> Asset:
    """What a source has delivered, as other DAGs can wait for it."""
    return Asset(name=f"reelhouse_bronze_{source}", uri=f"x-reelhouse://bronze/{source}")


def gold_asset() -> Asset:
    """The published build, as other DAGs can wait for it."""
    return Asset(name=GOLD, uri="x-reelhouse://gold")


def bronze_alias(source: str) -> AssetAlias:
    """By what a task tells of `bronze_asset`, and of nothing where nothing came."""
    return AssetAlias(name=f"reelhouse_bronze_{source}")


def gold_alias() -> AssetAlias:
    """By what a task tells of `gold_asset`, and of nothing where no build was published."""
    return AssetAlias(name=GOLD)


def day_of(context: Any) -> str:
    """The day that a run makes up for; empty for a run of today.

    That is the logical date of a backfill, or `day` of a run that was started with it.
    """
    asked = context["params"].get("day")
    if asked:
        return date.fromisoformat(asked).isoformat()
    if context["dag_run"].run_type == "backfill":
        return str(context["logical_date"].date())
    return ""


class Call(BaseOperator):
    """One call of the command line.

    Args:
        words: the call, without the program.
        left_out: why the call is not made; empty where it is.
        has_json: whether it answers in JSON, which becomes what `told` reads.
        kwargs: as of every operator.
    """

    template_fields: Sequence[str] = ("words",)

    def __init__(
        self, *, words: Sequence[str], left_out: str = "", has_json: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.words = list(words)
        self.left_out = left_out
        self.has_json = has_json
        self._process: subprocess.Popen[bytes] | None = None

    def execute(self, context: Any) -> Any:
        """Make the call.

        Raises:
            AirflowSkipException: there is nothing to call.
            AirflowFailException: it failed in a way that will be the same next time.
            AirflowException: it failed, and may be made again.
        """
        words = self.words_now(context)
        asked = [*words, "--json"] if self.has_json else words
        try:
            code, answer, said = self._run(asked)
        except OSError as error:
            told = (
                f"{config.program()[0]} cannot be called in {config.home()} ({error.strerror}); "
                "NIGHTLY_HOME and NIGHTLY_REELHOUSE say where both are"
            )
            context["ti"].xcom_push(key=SAID, value=told)
            raise AirflowFailException(told) from error
        if code == 0:
            return self.told(context, json.loads(answer) if self.has_json else None)
        if code == EXIT_NOTHING_YET:
            raise AirflowSkipException(said)
        means = f" ({FINAL[code]})" if code in FINAL else ""
        told = f"`reelhouse {' '.join(words)}` ended with {code}{means}: {said}"
        context["ti"].xcom_push(key=SAID, value=told)
        raise (AirflowFailException if code in FINAL else AirflowException)(told)

    def words_now(self, context: Any) -> list[str]:
        """The call as this run makes it."""
        if self.left_out:
            raise AirflowSkipException(self.left_out)
        return self.words

    def told(self, context: Any, answer: Any) -> Any:
        """What other tasks hear of the answer."""
        return None

    def on_kill(self) -> None:
        """Stop what was called, and all that it has started."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)

    def _run(self, words: Sequence[str]) -> tuple[int, str, str]:
        """Exit code, standard output, and the end of what was said on standard error."""
        command = [*config.program(), *words]
        self.log.info("in %s: %s", config.home(), " ".join(command))
        lines: deque[str] = deque(maxlen=_MOST_LINES)
        with tempfile.TemporaryFile() as answer:
            self._process = subprocess.Popen(
                command,
                cwd=config.home(),
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
            assert self._process.stderr is not None
            for raw in self._process.stderr:
                line = raw.decode(errors="replace").rstrip()
                if line:
                    self.log.info("%s", line)
                    lines.append(line)
            code = self._process.wait()
            answer.seek(0)
            return code, answer.read().decode(errors="replace"), _last_words(lines)


class Ingest(Call):
    """The call that ingests a source, if the settings allow it.

    Args:
        source: its name.
        offers: id of the task that lists sources.
        kwargs: as of every operator.
    """

    def __init__(self, *, source: str, offers: str, **kwargs: Any) -> None:
        super().__init__(words=["ingest", source], outlets=[bronze_alias(source)], **kwargs)
        self.source = source
        self.offers = offers

    def words_now(self, context: Any) -> list[str]:
        """The call as this run makes it.

        Raises:
            AirflowSkipException: the source cannot be had with these settings, or not of that day.
        """
        offer = context["ti"].xcom_pull(task_ids=self.offers)[self.source]
        day = day_of(context)
        archive = config.text("ARCHIVE")
        if day and "as-of" in offer["takes"]:
            folder = Path(archive) / self.source / day
            if not archive or not folder.is_dir():
                raise AirflowSkipException(
                    f"{self.source} gives files of today; NIGHTLY_ARCHIVE has none of {day}"
                )
            return [*self.words, "--from", str(folder.absolute()), "--as-of", day]
        if not offer["is_usable"]:
            raise AirflowSkipException(offer["reason"])
        if day and "since" not in offer["takes"]:
            raise AirflowSkipException(f"{self.source} tells of today only")
        return [*self.words, "--since", day] if day else self.words

    def told(self, context: Any, answer: Any) -> Any:
        """What came of each resource; other DAGs hear of it if anything did."""
        came = {
            d["resource"]: d["rows"] for d in answer["deliveries"] if d["status"] == "delivered"
        }
        if answer["paused"]:
            self.log.warning("paused: %s", answer["paused"])
        if came:
            extra = {"run_id": answer["run_id"], "rows": came}
            context["outlet_events"][bronze_alias(self.source)].add(
                bronze_asset(self.source), extra=extra
            )
        return {"run_id": answer["run_id"], "rows": came, "paused": answer["paused"]}


class Build(Call):
    """A call that builds gold; other DAGs hear of it if a build was published."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(outlets=[gold_alias()], **kwargs)

    def told(self, context: Any, answer: Any) -> Any:
        """The build that is published now, and whether it is a new one."""
        told = {"build_id": answer["build_id"], "changed": answer["changed"]}
        if answer["changed"]:
            extra = {"build_id": answer["build_id"], "rows": answer["rows"]}
            context["outlet_events"][gold_alias()].add(gold_asset(), extra=extra)
        return told


class Offers(Call):
    """The call that lists sources."""

    def told(self, context: Any, answer: Any) -> Any:
        """What there is to know of each source, by its name."""
        return {offer["source"]: offer for offer in answer}


def _environment() -> dict[str, str]:
    """What the command line needs of the environment; Airflow's own settings hold secrets."""
    ours = ("AIRFLOW__", "NIGHTLY_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _last_words(lines: Sequence[str]) -> str:
    """The error at the end of what was said, or what was said last."""
    found = [at for at, line in enumerate(lines) if line.startswith("error:")]
    kept = list(lines)[found[-1] :] if found else list(lines)[-3:]
    return "\n".join(kept).removeprefix("error:").strip()[-_MOST_LETTERS:] or "it said nothing"
