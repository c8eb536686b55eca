"""What a web worker carries: NumPy and SciPy's special functions, no statistics, no data frames."""

import subprocess
import sys

_SERVE = """
import os, sys, tempfile
os.environ.update(DJANGO_SETTINGS_MODULE="tests.settings", DATA_DIR=tempfile.mkdtemp())
import config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
from alliance.science.expectation import Baseline, Prior, read
read(7.0, Baseline(), Prior.from_spread(7.8, 1.3, 0.85, 8), lowest=0, highest=10)
heavy = ("scipy.stats", "scipy.optimize", "pandas", "statsmodels", "fhir.resources", "pydantic")
print([name for name in heavy if name in sys.modules], "scipy.special" in sys.modules)
"""


def test_a_web_worker_that_has_read_a_rating() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SERVE], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[] True\n"
