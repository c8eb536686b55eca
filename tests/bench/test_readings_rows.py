"""The measurements of readings measure what they say, on a size that takes no time."""

import numpy as np
import pytest

from tests.bench import readings
from tests.bench.readings import Row, ewma, ewma_ragged, invented, rows


def test_both_floors_are_one_weighted_mean() -> None:
    values = invented(400)
    means = ewma(values)
    assert means[:, 1] == pytest.approx(0.3 * values[:, 1] + 0.7 * (0.3 * values[:, 0] + 0.7 * 7.8))
    starts = np.arange(len(values) + 1) * values.shape[1]
    assert ewma_ragged(values.ravel(), starts) == pytest.approx(means.ravel())


def test_every_row_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "RATINGS", (200, 2000))
    found = list(rows(rounds=2))
    assert [row.budget for row in found] == [*([None] * 4), 3, 3, None, None, 1, 1.15, 1000]
    assert all(min(row.ours, row.floor, row.ratio) > 0 for row in found)


def test_a_budget_is_a_most_or_a_least() -> None:
    assert Row("beside EWMA", 3, 1, 3, budget=3).kept
    assert not Row("beside EWMA", 4, 1, 4, budget=3).kept
    assert Row("faster", 1, 1000, 1000, budget=1000, faster=True).kept
    assert not Row("faster", 1, 900, 900, budget=1000, faster=True).kept
    assert str(Row("faster", 1, 900, 900, budget=1000, faster=True)).endswith("time")
