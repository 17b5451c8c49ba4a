"""How trainings, scores and cards look at a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from reelhouse.console import out, print_table
from reelhouse.ml.card import Candidate, Card, Estimate
from reelhouse.ml.standing import ModelStanding, NewError
from reelhouse.ml.store import Version
from reelhouse.ml.training import Training

_DRIFTED_NAMED = 4


def show_trainings(trainings: Sequence[Training]) -> None:
    """Say what became of each model, beside the naive rule."""
    rows = [
        (
            training.name,
            training.outcome,
            training.card.champion if training.card else None,
            _deciding(training.card, training.card.winner) if training.card else None,
            _naive(training.card),
            round(training.seconds, 1),
        )
        for training in trainings
    ]
    print_table("Models", ["model", "outcome", "answers", "figure", "naive rule", "seconds"], rows)
    for training in (t for t in trainings if t.message):
        out.print(f"[yellow]{training.name}[/]: ", end="")
        out.print(training.message, markup=False, soft_wrap=True)
    for training in (t for t in trainings if t.card and not t.card.beats_naive):
        out.print(f"[yellow]{training.name}[/]: no model beats the naive rule, which is used")
    out.print("`reelhouse predict` writes their answers into gold")


def show_standing(models: Sequence[ModelStanding]) -> None:
    """Say in a line how each model stands that was trained."""
    trained = [model for model in models if model.version or model.problem]
    for model in trained:
        if model.problem:
            out.print(f"[red]model {model.name}:[/] ", end="")
            out.print(model.problem, markup=False)
            continue
        naive = "" if model.beats_naive else ", a naive rule: no model beats it"
        out.print(f"model {model.name}: {model.champion}, {model.figure}{naive}", highlight=False)
        if model.drifted:
            named = ", ".join(model.drifted[:_DRIFTED_NAMED])
            more = len(model.drifted) - _DRIFTED_NAMED
            out.print(
                f"  [yellow]drifted[/] {named}{f' and {more} more' if more > 0 else ''}: not as "
                f"when the model learned; `reelhouse train {model.name}`"
            )
        show_new_errors(model.name, model.errors)
    if models and not trained:
        out.print("models: none trained yet; `reelhouse train` trains them")


def show_new_errors(name: str, errors: Sequence[NewError]) -> None:
    """Say how a model did on what came true since it learned.

    Args:
        name: of the question.
        errors: of the version that answers, one a measure.
    """
    for error in errors:
        if error.value is None:
            out.print(
                f"  {error.measure} since it learned: too few new outcomes yet "
                f"({error.new:,} of {error.needed:,} {error.counted})",
                highlight=False,
            )
            continue
        measured = Estimate(error.value, error.low, error.high)
        beside = ""
        if error.naive is not None:
            beside = f", {error.naive_rule} {error.naive:.3g}"
        verdict = "  [yellow]worse than promised[/] " if error.is_worse else "  as promised: "
        advice = f"; `reelhouse train {name}`" if error.is_worse else ""
        out.print(
            f"{verdict}{error.measure} {_figure(measured)} on {error.new:,} new {error.counted}, "
            f"promised {error.promised:.3g}{beside}{advice}",
            highlight=False,
        )


def show_scores(
    versions: Sequence[Version],
    errors: Mapping[tuple[str, str], Sequence[NewError]] = MappingProxyType({}),
) -> None:
    """Every candidate of each model with its figures.

    Args:
        versions: that answer.
        errors: how they did on what came true since, by model and version.
    """
    if not versions:
        out.print("no model was trained yet; `reelhouse train` trains all")
    for version in versions:
        _show_candidates(version)
        show_new_errors(version.name, errors.get((version.name, version.version), ()))


def show_versions(
    found: Mapping[str, Sequence[Version]], answering: Mapping[str, Version | None]
) -> None:
    """All versions, newest first."""
    rows: list[tuple[str | None, ...]] = [
        (
            name,
            version.version,
            "answers" if version == answering[name] else "",
            version.card.champion,
            _deciding(version.card, version.card.winner),
            version.build_id,
        )
        for name, versions in found.items()
        for version in reversed(versions)
    ]
    rows += [(name, None, "not trained", None, None, None) for name, v in found.items() if not v]
    print_table("Models", ["model", "version", "", "candidate", "figure", "learned from"], rows)


def show_card(version: Version) -> None:
    """A card as a person reads it."""
    card = version.card
    out.rule(f"[bold]{version.name}", align="left")
    for label, text in (
        ("Question", card.asks),
        ("Predicted", card.target),
        ("Decided", card.decision),
        ("Learned from", f"{card.trained_on}; {card.train_count:,} cases"),
        ("Tested on", f"{card.tested_on}; {card.test_count:,} cases"),
        ("Version", f"{version.version}, trained {version.trained_at} on {version.build_id}"),
    ):
        out.print(f"[bold]{label}:[/] ", end="")
        out.print(text, markup=False, soft_wrap=True)
    _show_candidates(version)
    if card.features:
        print_table(
            "Looks at",
            ["feature", "what it is", "known"],
            [(f.name, f.says, f.known) for f in card.features],
        )
    if card.calibration:
        print_table(
            "Told and come true",
            ["told %", "came true %", "cases"],
            [
                (round(100 * b.predicted_rate, 1), round(100 * b.observed_rate, 1), b.count)
                for b in card.calibration
            ],
        )
    if card.coverage:
        print_table(
            "Intervals",
            ["meant to hold %", "held %", "cases"],
            [
                (round(100 * c.nominal_rate, 1), round(100 * c.measured_rate, 1), c.count)
                for c in card.coverage
            ],
        )
    for limit in card.limits:
        out.print(f"- {limit}", markup=False, soft_wrap=True)


def _show_candidates(version: Version) -> None:
    card = version.card
    metrics = list(dict.fromkeys(m for c in card.candidates for m in c.scores))
    metrics.sort(key=lambda name: name != card.metric.name)
    rows = [
        (
            candidate.name,
            "answers" if candidate.name == card.champion else "",
            "naive" if candidate.is_naive else "",
            *(_figure(candidate.scores.get(metric)) for metric in metrics),
        )
        for candidate in card.candidates
    ]
    print_table(version.name, ["candidate", "", " ", *metrics], rows)
    if card.advantage:
        better = "earned" if card.beats_naive else "not earned: the naive rule is used"
        out.print(f"lead over the naive rule: {_figure(card.advantage)}, {better}")
    for candidate in (c for c in card.candidates if c.note):
        out.print(f"{candidate.name}: {candidate.note}", markup=False, soft_wrap=True)


def _naive(card: Card | None) -> str | None:
    naive = card.best_naive if card else None
    return _deciding(card, naive) if card and naive else None


def _deciding(card: Card, candidate: Candidate) -> str:
    return f"{card.metric.name} {_figure(candidate.scores.get(card.metric.name))}"


def _figure(estimate: Estimate | None) -> str:
    if estimate is None:
        return "–"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.3g}"
    return f"{estimate.value:.3g} ({estimate.low:.3g} to {estimate.high:.3g})"
