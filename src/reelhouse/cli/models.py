"""`reelhouse train`, `evaluate`, `predict` and `models`: learn, judge, answer."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import model_progress, out, print_json, training_progress

app = typer.Typer(help="Trained models: versions, cards, which one answers.", no_args_is_help=True)

Names = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME]...", help="Models; all by default.")
]


def register(parent: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    parent.add_typer(app, name="models")
    parent.command(
        epilog="Examples: [bold]reelhouse train[/] · [bold]reelhouse train hits --again[/]"
    )(train)
    parent.command(
        epilog="Examples: [bold]reelhouse evaluate[/] · [bold]reelhouse evaluate hits --json[/]"
    )(evaluate)
    parent.command(epilog="Example: [bold]reelhouse predict[/]")(predict)


def train(
    names: Names = None,
    again: Annotated[
        bool, typer.Option(help="Train although data, code and settings are the same.")
    ] = False,
    promote: Annotated[
        bool, typer.Option(help="Let the new version answer from the next build on.")
    ] = True,
    labels: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="Labelled texts to learn sentiment from, in place of `models.sentiment_labels`.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Train models on the published build; candidates compete, the best is kept with its card."""
    from reelhouse.cli.model_views import show_trainings
    from reelhouse.errors import UsageError
    from reelhouse.ml.names import question_names
    from reelhouse.ml.training import train as train_models

    chosen = names or list(question_names())
    settings = session.settings()
    if labels is not None:
        if chosen != ["sentiment"]:
            raise UsageError(
                "only sentiment learns from a file of its own",
                advice="`reelhouse train sentiment --from FILE` trains it alone.",
            )
        models = settings.models.model_copy(update={"sentiment_labels": labels.absolute()})
        settings = settings.model_copy(update={"models": models})
    with training_progress(chosen) as on_model:
        trainings = train_models(
            session.lake(),
            settings,
            chosen if names else (),
            again=again,
            promote=promote,
            on_model=on_model,
        )
    if as_json:
        print_json([_training(t) for t in trainings])
    else:
        show_trainings(trainings)


def evaluate(names: Names = None, as_json: JsonOption = False) -> None:
    """Show how often the models that answer were right on data that they had not seen."""
    from reelhouse.cli.model_views import show_scores
    from reelhouse.gold import current_build
    from reelhouse.ml import store
    from reelhouse.ml.standing import read_errors

    versions = [store.require_champion(session.lake(), name) for name in names or []]
    if not names:
        versions = list(store.champions(session.lake()).values())
    errors = read_errors(current_build(session.lake()))
    if as_json:
        print_json(
            [
                {**_version(v), "errors_since": [asdict(e) for e in errors.get(_key(v), ())]}
                for v in versions
            ]
        )
    else:
        show_scores(versions, errors)


def _key(version: Any) -> tuple[str, str]:
    return version.name, version.version


def predict(as_json: JsonOption = False) -> None:
    """Let the models that answer now write their tables: a build that makes only these anew."""
    from reelhouse.cli.views import show_build
    from reelhouse.transform.build import build_gold
    from reelhouse.transform.inputs import gold_models

    with model_progress(gold_models()) as on_model:
        report = build_gold(session.lake(), session.settings(), on_model=on_model)
    if as_json:
        print_json(report)
    else:
        show_build(report)


@app.command("list", epilog="Example: [bold]reelhouse models list --json[/]")
def list_(
    name: Annotated[str | None, typer.Argument(help="One model; all by default.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the versions of each model, and which one answers."""
    from reelhouse.cli.model_views import show_versions
    from reelhouse.ml import store
    from reelhouse.ml.names import question_names, require_question

    lake = session.lake()
    if name:
        require_question(name)
    names = [name] if name else list(question_names())
    found = {each: store.versions(lake, each) for each in names}
    answering = {each: store.champion(lake, each) for each in names}
    if as_json:
        print_json(
            {
                each: [{**_version(v), "answers": v == answering[each]} for v in found[each]]
                for each in names
            }
        )
    else:
        show_versions(found, answering)


@app.command(epilog="Example: [bold]reelhouse models show hits[/]")
def show(
    name: Annotated[str, typer.Argument(help="A model.")],
    version: Annotated[str, typer.Option(help="The one that answers by default.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Show a model's card: question, data, figures beside the naive rule, limits."""
    from reelhouse.cli.model_views import show_card
    from reelhouse.ml import store

    lake = session.lake()
    found = (
        store.require_version(lake, name, version)
        if version
        else store.require_champion(lake, name)
    )
    if as_json:
        print_json(_version(found))
    else:
        show_card(found)


@app.command(epilog="Example: [bold]reelhouse models promote hits 20260228T090000000Z-1a2b3c[/]")
def promote(
    name: Annotated[str, typer.Argument(help="A model.")],
    version: Annotated[str, typer.Argument(help="One of its versions.")],
    as_json: JsonOption = False,
) -> None:
    """Let another version answer from the next build on."""
    from reelhouse.ml import store

    chosen = store.promote(session.lake(), name, version)
    _tell(chosen, as_json)


@app.command(epilog="Example: [bold]reelhouse models rollback hits[/]")
def rollback(
    name: Annotated[str, typer.Argument(help="A model.")], as_json: JsonOption = False
) -> None:
    """Let the version answer that did before."""
    from reelhouse.ml import store

    _tell(store.rollback(session.lake(), name), as_json)


def _tell(chosen: Any, as_json: bool) -> None:
    if as_json:
        print_json({"name": chosen.name, "version": chosen.version})
    else:
        out.print(
            f"'{chosen.name}' is answered by {chosen.version} from the next build on; "
            "`reelhouse predict` makes one"
        )


def _training(training: Any) -> dict[str, Any]:
    record = asdict(training)
    record["card"] = training.card.as_record() if training.card else None
    return record


def _version(version: Any) -> dict[str, Any]:
    return {
        "name": version.name,
        "version": version.version,
        "trained_at": version.trained_at,
        "build_id": version.build_id,
        "run_id": version.run_id,
        "folder": str(version.folder),
        "beats_naive": version.card.beats_naive,
        "card": version.card.as_record(),
    }
