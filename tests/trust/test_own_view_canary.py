"""A2: how a rupture was for the therapist, and their part in it, is shown to nobody else."""

from django.test import Client as Browser

from alliance.actions import change_rupture
from alliance.models import Rupture
from tests.cast import Cast
from tests.trust import addresses
from tests.trust.scene import Scene
from tests.trust.test_access import asked, browsers, scene  # noqa: F401 — fixtures

OWN = {"feeling": "nightjar", "own_part": "woodlark", "own_markers": ["placated"]}
WORDS = ("nightjar", "woodlark")


def test_the_recorders_own_view_reaches_the_recorder_alone(
    cast: Cast,
    browsers: dict[str, Browser],  # noqa: F811
    scene: Scene,  # noqa: F811
) -> None:
    change_rupture(Rupture.objects.get(code=scene.rupture), by=cast.ines, version=1, **OWN)
    found = set()
    for name in addresses.names():
        for actor in ("ines", "noor", "tomas", "ada", "owner"):
            answer = asked(browsers[actor], "GET", addresses.path(name, scene))
            said = answer.content.decode(errors="replace")
            found |= {(actor, name, word) for word in WORDS if word in said}
    assert found == {("ines", "rupture", "nightjar"), ("ines", "rupture", "woodlark")}
    assert 'value="placated"' in _page(browsers["ines"], scene)
    assert "to keep the peace" not in _page(browsers["noor"], scene)


def _page(browser: Browser, at: Scene) -> str:
    return str(asked(browser, "GET", addresses.path("rupture", at)).content.decode())
