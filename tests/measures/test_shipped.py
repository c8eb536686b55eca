"""The published figures and licences of what is shipped, and what may never be among them."""

import math

import pytest

from measures.catalogue import FOLDER, all_instruments, instrument
from measures.instrument import Construct, Direction, Instrument, Licence, Perspective, Rule

ALLIANCE = ["alliance-client", "alliance-therapist", "arm-5", "haq-ii", "srs", "wai-s", "wai-sr"]
OUTCOME = ["core-10", "gad-7", "ors", "phq-8", "phq-9", "wellbeing"]
UNWORDED = ["arm-5", "core-10", "haq-ii", "ors", "srs", "wai-s", "wai-sr"]


def test_each_measures_the_alliance_or_an_outcome() -> None:
    every = all_instruments()
    assert [one.key for one in every if one.construct is Construct.ALLIANCE] == ALLIANCE
    assert [one.key for one in every if one.construct is Construct.OUTCOME] == OUTCOME
    # Ratings of the alliance are read against an expectation from the first one on.
    assert [one.key for one in every if one.prior is not None] == ALLIANCE


def test_licensed_wording_is_not_shipped() -> None:
    licences = {Licence.PERMISSION_REQUIRED, Licence.CC_BY_ND}
    bare = [one for one in all_instruments() if one.licence in licences]
    assert [one.key for one in bare] == UNWORDED
    assert [one.languages for one in bare] == [()] * len(bare)
    assert [one.key for one in bare if one.wording_locked] == ["core-10"]


@pytest.mark.parametrize("key", UNWORDED)
def test_the_keys_of_licensed_items_say_nothing_about_their_wording(key: str) -> None:
    one = instrument(key)
    numbers = range(1, len(one.items) + 1)
    assert [(item.key, item.number) for item in one.items] == [(f"item_{n}", n) for n in numbers]
    assert all(item.loinc is None for item in one.items)


@pytest.mark.parametrize(
    ("key", "count", "scale", "rule", "needed", "lowest", "highest", "reversed_items"),
    [
        ("phq-8", 8, (0, 3), Rule.SUM, 6, 0, 24, []),
        ("phq-9", 9, (0, 3), Rule.SUM, 7, 0, 27, []),
        ("gad-7", 7, (0, 3), Rule.SUM, 7, 0, 21, []),
        ("core-10", 10, (0, 4), Rule.SUM, 9, 0, 40, [2, 3]),
        ("wai-sr", 12, (1, 5), Rule.SUM, 12, 12, 60, []),
        ("wai-s", 12, (1, 7), Rule.SUM, 12, 12, 84, [4, 10]),
        ("srs", 4, (0, 100), Rule.SUM, 4, 0, 40, []),
        ("ors", 4, (0, 100), Rule.SUM, 4, 0, 40, []),
        ("arm-5", 5, (1, 7), Rule.MEAN, 5, 1, 7, [3]),
        ("haq-ii", 19, (1, 6), Rule.SUM, 19, 19, 114, [4, 8, 11, 16, 19]),
    ],
)
def test_the_scoring_of_the_published_instruments(
    key: str,
    count: int,
    scale: tuple[int, int],
    rule: Rule,
    needed: int,
    lowest: float,
    highest: float,
    reversed_items: list[int],
) -> None:
    one = instrument(key)
    assert one.perspective is Perspective.CLIENT
    assert one.validated
    assert len(one.items) == count
    assert (one.scale.minimum, one.scale.maximum) == scale
    assert one.scale.step == (0.1 if key in {"srs", "ors"} else 1)
    assert (one.composite.rule, one.composite.minimum_answered) == (rule, needed)
    assert (one.composite.lowest, one.composite.highest) == (lowest, highest)
    assert one.composite.rounded == (key in {"phq-8", "phq-9", "gad-7"})
    assert [item.number for item in one.items if item.reversed] == reversed_items


def test_the_published_cutoffs_and_reliable_changes() -> None:
    """None for an alliance measure: a cut-off or norm for the WAI or the SRS would be invented."""
    known = {
        one.key: (
            one.clinical_cutoff and (one.clinical_cutoff.key, one.clinical_cutoff.value),
            one.reliable_change and one.reliable_change.points,
        )
        for one in all_instruments()
    }
    assert known == {
        **dict.fromkeys(ALLIANCE, (None, None)),
        "core-10": (("clinical", 11), 6),
        "gad-7": (("caseness", 8), 4),
        "ors": (("clinical", 25), 5),
        "phq-8": (("caseness", 10), None),
        "phq-9": (("caseness", 10), 6),
        "wellbeing": (None, None),
    }
    assert [one.key for one in all_instruments() if len(one.cutoffs) > 1] == []
    core_10 = instrument("core-10").reliable_change
    assert core_10 is not None
    assert core_10.citation == "Barkham et al. (2013), at 90 %: 5.664, in whole points."


def test_the_safety_items() -> None:
    endorsed = {one.key: [item.key for item in one.safety_items] for one in all_instruments()}
    assert {key: items for key, items in endorsed.items() if items} == {
        "core-10": ["item_6"],
        "phq-9": ["self_harm"],
    }


def test_which_way_is_better() -> None:
    worse = [one.key for one in all_instruments() if one.direction is Direction.HIGHER_IS_WORSE]
    assert worse == ["core-10", "gad-7", "phq-8", "phq-9"]


def test_subscales_divide_the_items_wherever_there_are_any(alliance_client: Instrument) -> None:
    parted = [one for one in all_instruments() if one.subscales]
    assert [one.key for one in parted] == [
        "alliance-client",
        "alliance-therapist",
        "wai-s",
        "wai-sr",
    ]
    for one in parted:
        mapped = sorted(key for part in one.subscales for key in part.items)
        assert mapped == sorted(item.key for item in one.items)
        # And says so, so that a slip in the map is refused on loading.
        text = (FOLDER / f"{one.key}.toml").read_text(encoding="utf-8")
        assert "subscales_divide = true" in text.splitlines()


def test_the_phq_8_is_the_phq_9_without_its_ninth_item() -> None:
    short, full = instrument("phq-8"), instrument("phq-9")
    assert short.items == full.items[:8]
    assert short.scale == full.scale
    assert short.loinc is None
    words, all_words = short.wording("en"), full.wording("en")
    assert dict(words.items) == {item.key: all_words.items[item.key] for item in short.items}
    assert (words.anchors, words.instructions) == (all_words.anchors, all_words.instructions)
    assert [(band.key, band.lowest) for band in short.bands] == [
        (band.key, band.lowest) for band in full.bands
    ]


def test_the_core_10_carries_the_copyright_line_it_must_be_shown_with() -> None:
    line = "© CORE System Trust: https://www.coresystemtrust.org.uk/copyright.pdf."
    assert instrument("core-10").attribution.startswith(line)


# Priors nobody has estimated


def test_every_prior_says_that_it_was_not_estimated_from_patients() -> None:
    for key in ALLIANCE:
        prior = instrument(key).prior
        assert prior is not None
        assert "not estimated from patients" in prior.basis


def test_the_prior_of_the_srs_is_that_of_the_simulated_series() -> None:
    prior = instrument("srs").prior
    assert prior is not None
    assert (prior.mu, prior.tau, prior.sigma) == (37, 4, 2.2)
    # σᵢ² = 2.2²·exp(.9 z − .405) is lognormal: mean 2.2², cv² = exp(.81) − 1.
    assert prior.nu0 == round(4 + 2 / (math.exp(0.81) - 1), 1)


@pytest.mark.parametrize("key", ["arm-5", "haq-ii", "wai-s", "wai-sr"])
def test_the_other_priors_lie_on_their_range_as_the_products_own_check_does(
    key: str, alliance_client: Instrument
) -> None:
    one, own = instrument(key), alliance_client.prior
    assert one.prior is not None
    assert own is not None
    width = one.composite.highest - one.composite.lowest
    assert one.prior.mu == round(one.composite.lowest + own.mu / 10 * width, 2)
    assert one.prior.tau == round(own.tau / 10 * width, 2)
    # A little wider than the check's own .085: too small a spread would cry wolf.
    assert one.prior.sigma == round(0.09 * width, 2)
    assert own.sigma / 10 < 0.09
    assert one.prior.nu0 == own.nu0
