"""Makes mixed_model.json: unbalanced ratings and what a mixed model says of them.

Run it (python -m tests.alliance.science.mixed_model) only to make the file anew; the reference is
statsmodels' MixedLM, random intercepts by client, fitted by REML and polished until it stands.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("mixed_model.json")

CASES: dict[str, dict[str, Any]] = {
    "few sessions, far apart": {"clients": 60, "longest": 12, "tau": 1.3, "sigma": 0.85},
    "clients much alike": {"clients": 80, "longest": 25, "tau": 0.3, "sigma": 1.0},
    "many with one rating": {"clients": 150, "longest": 5, "tau": 1.0, "sigma": 0.75},
    "a wide scale": {"clients": 50, "longest": 40, "tau": 4.0, "sigma": 2.2, "mu": 37.0},
}


def drawn(
    seed: int, *, clients: int, longest: int, tau: float, sigma: float, mu: float = 7.8
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Ratings to two digits, and where each client's begin; clients differ in their spread too."""
    draw = np.random.default_rng(seed)
    lengths = draw.integers(1, longest + 1, clients)
    spread = sigma * np.exp(0.45 * draw.normal(size=clients) - 0.45**2)
    level = draw.normal(mu, tau, clients)
    values = np.repeat(level, lengths) + np.repeat(spread, lengths) * draw.normal(
        size=lengths.sum()
    )
    return np.round(values, 2), np.concatenate([[0], np.cumsum(lengths)])


def fitted(
    values: NDArray[np.float64], starts: NDArray[np.intp], *, polish: bool = True
) -> dict[str, float]:
    """The mixed model's estimates, as it finds them or polished until they stand."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    client = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    model = MixedLM(values, np.ones((len(values), 1)), client)
    found = model.fit(reml=True)
    if polish:
        finer = model.fit(reml=True, method="bfgs", gtol=1e-9)
        finest = model.fit(reml=True, method="nm", start_params=finer.params_object, xtol=1e-12)
        found = max((found, finer, finest), key=lambda each: float(each.llf))
    return {
        "mu": float(found.fe_params[0]),
        "tau2": float(np.asarray(found.cov_re)[0, 0]),
        "sigma2": float(found.scale),
    }


def main() -> None:
    """Write the file."""
    made = {}
    for seed, (name, shape) in enumerate(CASES.items(), 1):
        values, starts = drawn(seed, **shape)
        made[name] = {
            "starts": starts.tolist(),
            "values": values.tolist(),
            "reml": fitted(values, starts),
        }
    FILE.write_text(json.dumps(made, indent=None) + "\n")


if __name__ == "__main__":
    main()
