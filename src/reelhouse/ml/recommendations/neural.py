"""Neural collaborative filtering, where torch is installed (`reelhouse[neural]`)."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse

from reelhouse.ml.recommendations.interactions import ONCE, Floats, History, Matrix, Weighting
from reelhouse.ml.recommendations.scorer import dense

NAME = "neural collaborative filtering"
_CHUNK = 64


def is_installed() -> bool:
    """Whether torch is there."""
    return find_spec("torch") is not None


@dataclass(frozen=True, slots=True)
class NeuralScorer:
    """A product of factors and a perceptron over them, added up.

    A member is the mean of vectors of what it has watched and no row of its own, so that members
    who come later are served without learning again.

    Attributes:
        watched: vectors of titles as they are watched, titles by dimensions, for both branches.
        titles: vectors of titles as they are scored, the same shape.
        bias: of each title.
        layers: weights and biases of the perceptron.
        output: weights of the products and of the last layer.
        weighting: of the history.
    """

    watched: Floats
    titles: Floats
    bias: Floats
    layers: tuple[tuple[Floats, Floats], ...]
    output: Floats
    weighting: Weighting

    def scores(self, history: History) -> Floats:
        """Log odds that each title is watched next, without torch."""
        members = dense(_means(history.weights(self.weighting)) @ self.watched)
        half = self.watched.shape[1] // 2
        found = np.empty(history.shape)
        for start in range(0, len(members), _CHUNK):
            some = members[start : start + _CHUNK]
            product = (some[:, None, :half] * self.titles[None, :, :half]) @ self.output[:half]
            pairs = (len(some), len(self.titles), half)
            hidden = np.concatenate(
                [
                    np.broadcast_to(some[:, None, half:], pairs),
                    np.broadcast_to(self.titles[None, :, half:], pairs),
                ],
                axis=2,
            )
            for weights, bias in self.layers:
                hidden = np.maximum(hidden @ weights.T + bias, 0.0)
            found[start : start + _CHUNK] = product + hidden @ self.output[half:] + self.bias
        return found


def _means(weights: Matrix) -> Matrix:
    totals = np.maximum(np.asarray(weights.sum(axis=1)).ravel(), 1e-12)
    return sparse.csr_matrix(sparse.diags(1 / totals) @ weights)


def fit_neural(
    known: History, *, dimensions: int = 32, epochs: int = 20, negatives: int = 4,
    rate: float = 0.003, batch: int = 2048, decay: float = 1e-5, seed: int = 0,
    weighting: Weighting = ONCE,
) -> NeuralScorer:  # fmt: skip
    """Learn to tell what was watched from titles drawn at random that were not.

    Formula: NeuMF, He et al., Neural Collaborative Filtering, WWW 2017. In place of a vector for
    each member stands the mean of what else it watched, without the title in question (FISM,
    Kabbur et al., KDD 2013).

    Args:
        known: what members have watched.
        dimensions: of each branch.
        epochs: times that everything watched is gone through.
        negatives: titles drawn for each one watched.
        rate: of learning.
        batch: watched titles in one step.
        decay: penalty of large weights.
        seed: of all that is drawn.
        weighting: of what was watched.

    Raises:
        ModuleNotFoundError: torch is not installed.
    """
    import torch

    weights = known.weights(weighting)
    count, width = weights.shape[1], 2 * dimensions
    rng = np.random.default_rng(seed)
    generator = torch.Generator().manual_seed(seed)

    def parameter(*shape: int, scale: float) -> Any:
        return (torch.randn(*shape, generator=generator) * scale).requires_grad_()

    watched, titles = parameter(count, width, scale=0.1), parameter(count, width, scale=0.1)
    bias = torch.zeros(count, requires_grad=True)
    sizes = [width, dimensions, dimensions // 2]
    layers = [
        (
            parameter(out, into, scale=(2 / into) ** 0.5),
            torch.zeros(out, requires_grad=True),
        )
        for into, out in pairwise(sizes)
    ]
    output = parameter(dimensions + sizes[-1], scale=0.3)
    learned = [watched, titles, bias, output, *(tensor for layer in layers for tensor in layer)]
    optimiser = torch.optim.AdamW(learned, lr=rate, weight_decay=decay)
    rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    totals = torch.tensor(np.asarray(weights.sum(axis=1)).ravel(), dtype=torch.float32)
    matrix = torch.sparse_csr_tensor(
        torch.tensor(weights.indptr.astype(np.int64)),
        torch.tensor(weights.indices.astype(np.int64)),
        torch.tensor(weights.data, dtype=torch.float32),
        size=weights.shape,
    )
    pairs = rows * count + weights.indices
    for _ in range(epochs):
        order = rng.permutation(len(rows))
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            positive = weights.indices[chosen]
            drawn = rng.integers(0, count, (len(chosen), negatives))
            asked = torch.tensor(np.column_stack([positive, drawn]).astype(np.int64))
            # a title that was watched is no wrong answer, and stands for the member besides
            is_wrong = ~np.isin(rows[chosen][:, None] * count + drawn, pairs)
            counts = np.column_stack([np.ones(len(chosen)), is_wrong])
            who = torch.tensor(rows[chosen])
            own = torch.tensor(weights.data[chosen], dtype=torch.float32)
            # what stands for the member must not hold the title that is asked about
            sums = (matrix @ watched)[who] - own[:, None] * watched[asked[:, 0]]
            member = sums / (totals[who] - own).clamp(min=1e-6)[:, None]
            scored = _forward(torch, member, titles[asked], layers, output, dimensions)
            scored = scored + bias[asked]
            target = torch.zeros_like(scored)
            target[:, 0] = 1.0
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                scored, target, weight=torch.tensor(counts, dtype=torch.float32)
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()

    def array(tensor: Any) -> Floats:
        return np.asarray(tensor.detach().numpy(), dtype=np.float64)

    return NeuralScorer(
        array(watched),
        array(titles),
        array(bias),
        tuple((array(weight), array(offset)) for weight, offset in layers),
        array(output),
        weighting,
    )


def _forward(
    torch: Any, member: Any, title: Any, layers: list[tuple[Any, Any]], output: Any, half: int
) -> Any:
    """Scores of some titles for each member, before the titles' bias."""
    member = member[:, None, :].expand(-1, title.shape[1], -1)
    product = (member[..., :half] * title[..., :half]) @ output[:half]
    hidden = torch.cat([member[..., half:], title[..., half:]], dim=-1)
    for weight, bias in layers:
        hidden = torch.relu(hidden @ weight.T + bias)
    return product + hidden @ output[half:]
