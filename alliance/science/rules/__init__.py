"""Rules that say "this rating is low", each a function over a grid (clients x sessions).

They are what EB-t was chosen from. The product runs `expectation` and `drift`; nothing that a
person's page needs imports this package.
"""

from alliance.science.rules.charts import cusum, ewma, own_mean, xmr
from alliance.science.rules.differences import one_sigma, reliable_change, srs_rule
from alliance.science.rules.expected import eb_t, eb_t_from_first
from alliance.science.rules.setting import Rule, Setting

__all__ = [
    "Rule",
    "Setting",
    "cusum",
    "eb_t",
    "eb_t_from_first",
    "ewma",
    "one_sigma",
    "own_mean",
    "reliable_change",
    "srs_rule",
    "xmr",
]
