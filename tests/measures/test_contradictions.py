"""More definitions that contradict themselves: steps, ranges, priors, maps and locked wording."""

import tomllib

import pytest

from measures.definition import DefinitionError, define, load
from tests.measures.sound import SOUND, WITHOUT_WORDING, changed

PRIOR = SOUND[SOUND.index("[prior]") : SOUND.index("[loinc]")]
DIVIDED = 'subscales_divide = true\nsubscales = [{ key = "half", items = ["first"] }'


def refused(text: str) -> tuple[str, str]:
    """Where and why a definition is refused."""
    with pytest.raises(DefinitionError) as refusal:
        load(text)
    return refusal.value.place, refusal.value.reason


# A step between answers and points


def test_a_step_is_one_unless_another_is_given() -> None:
    assert load(SOUND).scale.step == 1
    stepped = changed("anchors = [0, 3]", "anchors = [0, 3]\nstep = 0.25")
    stepped = stepped.replace("range = [0, 6]", "range = [0, 1.5]").replace(
        "lowest = 4", "lowest = 1"
    )
    stepped = stepped.replace("value = 4", "value = 1").replace("points = 2.5", "points = 1")
    stepped = stepped.replace("mu = 2", "mu = 1").replace("tau = 1.0", "tau = 0.5")
    stepped = stepped.replace("sigma = 1.0", "sigma = 0.5")
    one = load(stepped)
    assert (one.scale.step, one.composite.lowest, one.composite.highest) == (0.25, 0, 1.5)


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ("0", "must be above 0"),
        ("-0.1", "must be above 0"),
        ("nan", "must be a finite number"),
        ("inf", "must be a finite number"),
        ('"0.1"', "must be a number"),
        ("true", "must be a number"),
        ("1e300", "must be from -1000000 to 1000000"),
    ],
)
def test_an_impossible_step_is_refused(step: str, reason: str) -> None:
    text = changed("anchors = [0, 3]", f"anchors = [0, 3]\nstep = {step}")
    assert refused(text) == ("scale.step", reason)


def test_a_range_that_the_step_cannot_reach_is_refused() -> None:
    text = changed("anchors = [0, 3]", "anchors = [0, 3]\nstep = 0.1")
    assert refused(text) == ("composite.range", "must be [0, 0.6], what answers can reach")


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("range = [0, 6]", 'range = [0, "6"]', "composite.range[2]", "must be a number"),
        ("range = [0, 6]", "range = [0, true]", "composite.range[2]", "must be a number"),
        ("range = [0, 6]", "range = [nan, 6]", "composite.range[1]", "must be a finite number"),
        (
            "range = [0, 6]",
            "range = [0]",
            "composite.range",
            "must be [0, 6], what answers can reach",
        ),
        ("range = [0, 6]", "", "composite.range", "must be [0, 6], what answers can reach"),
        (
            "maximum = 3",
            f"maximum = 1{'0' * 400}",
            "scale.maximum",
            "must be from -1000000 to 1000000",
        ),
        ("mu = 2", f"mu = 1{'0' * 400}", "prior.mu", "must be from -1000000 to 1000000"),
        (
            "anchors = [0, 3]",
            f"anchors = [0, 3, 1{'0' * 400}]",
            "scale.anchors",
            "must be from -1000000 to 1000000",
        ),
    ],
)
def test_an_impossible_number_is_refused(old: str, new: str, place: str, reason: str) -> None:
    assert refused(changed(old, new)) == (place, reason)


# Rounding a stretched sum


def test_a_stretched_sum_is_rounded_only_if_the_definition_says_so() -> None:
    rounded = changed("minimum_answered = 1", "minimum_answered = 1\nrounded = true")
    assert not load(SOUND).composite.rounded
    assert load(rounded).composite.rounded


def test_only_a_sum_of_whole_points_can_be_rounded() -> None:
    reason = "needs a sum of whole score points"
    mean = changed('rule = "sum"', 'rule = "mean"\nrounded = true')
    assert refused(mean.replace("range = [0, 6]", "range = [0, 3]")) == (
        "composite.rounded",
        reason,
    )
    parts = changed("minimum_answered = 1", "minimum_answered = 1\nrounded = true")
    parts = parts.replace("anchors = [0, 3]", "anchors = [0, 3]\nstep = 0.5")
    assert refused(parts) == ("composite.rounded", reason)


# A prior belongs to the alliance


def test_an_outcome_measure_carries_no_prior() -> None:
    outcome = changed('"alliance"', '"outcome"')
    assert refused(outcome) == ("prior", "belongs to a measure of the alliance only")
    assert load(outcome.replace(PRIOR, "")).prior is None


# Subscales that are said to divide the items


def test_subscales_may_leave_items_out_unless_they_are_said_to_divide_them() -> None:
    text = changed('subscales = [{ key = "half", items = ["first"] }', DIVIDED)
    assert refused(text) == ("subscales", "item “second” is in no subscale")


def test_subscales_that_divide_the_items_share_none() -> None:
    rest = ', { key = "rest", items = ["first", "second"] }]'
    sharing = WITHOUT_WORDING.replace('items = ["first"] }]', 'items = ["first"] }' + rest)
    assert [part.items for part in load(sharing).subscales] == [("first",), ("first", "second")]
    divided = "subscales_divide = true\nsubscales = ["
    text = sharing.replace("subscales = [", divided)
    assert refused(text) == ("subscales", "item “first” is in more than one subscale")
    assert load(text.replace('["first", "second"] }]', '["second"] }]')).subscales[1].items == (
        "second",
    )


def test_no_subscales_divide_nothing() -> None:
    text = WITHOUT_WORDING.replace(
        'subscales = [{ key = "half", items = ["first"] }]', "subscales_divide = true"
    )
    assert refused(text) == ("subscales", "item “first” is in no subscale")


# One cut-off between people in care and others


def test_two_clinical_cutoffs_are_refused() -> None:
    other = '[[cutoffs]]\nkey = "{}"\nvalue = 5\ncitation = "None."\n\n[reliable_change]'
    text = changed("[reliable_change]", other.format("clinical"))
    assert refused(text) == ("cutoffs", "only one may be keyed caseness or clinical")
    screening = load(changed("[reliable_change]", other.format("screening")))
    assert screening.clinical_cutoff == screening.cutoffs[0]
    assert screening.cutoffs[0].key == "caseness"


# Wording that may not be changed


def test_wording_under_no_derivatives_is_locked_and_never_translated() -> None:
    locked = changed('"original"', '"cc-by-nd"')
    assert refused(locked) == (
        "languages",
        "the licence allows no translation: only the English original",
    )
    english = locked[: locked.index("[wording.es]")].replace('["en", "es"]', '["en"]')
    assert load(english).wording_locked
    assert load(english).languages == ("en",)
    assert load(WITHOUT_WORDING.replace('"original"', '"cc-by-nd"')).wording_locked
    assert not load(SOUND).wording_locked


# Definitions that were never TOML


def test_a_definition_in_another_format_is_held_to_the_same_rules() -> None:
    assert define(tomllib.loads(SOUND), "answers.json") == load(SOUND)
    with pytest.raises(DefinitionError) as refusal:
        define({**tomllib.loads(SOUND), "version": 0}, "answers.json")
    assert str(refusal.value) == "answers.json: version: must be 1 or more"


def test_the_safety_items_are_named() -> None:
    assert [item.key for item in load(SOUND).safety_items] == ["first"]


# Sound in every part, and not as a whole

UNVALIDATED = SOUND.replace("validated = true", "validated = false").replace(
    'instructions = "', 'label = "Not validated."\ninstructions = "'
)


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        (
            "reversed = true }",
            'reversed = true, loinc = "44250-9" }',
            "items[2].loinc",
            "“44250-9” is the code of item 1",
        ),
        (
            'total = "44261-6"',
            'total = "44249-1"',
            "loinc.total",
            "“44249-1” is the code of the form",
        ),
        (
            'loinc = "44250-9"',
            'loinc = "44261-6"',
            "items[1].loinc",
            "“44261-6” is the code of the total",
        ),
        (
            'loinc = "44250-9"',
            'loinc = "44249-1"',
            "items[1].loinc",
            "“44249-1” is the code of the form",
        ),
        ("tau = 1.0", "tau = 3.01", "prior.tau", "3.01 is more than half the range, 3"),
        ("sigma = 1.0", "sigma = 100", "prior.sigma", "100 is more than half the range, 3"),
        ("mu = 2", "mu = 7", "prior.mu", "7 is outside 0–6"),
        (
            'number = 1, safety = true, loinc = "44250-9"',
            "number = 1, reversed = true",
            "items",
            "every item is reversed: turn the direction around instead",
        ),
    ],
)
def test_what_contradicts_itself_as_a_whole_is_refused(
    old: str, new: str, place: str, reason: str
) -> None:
    assert refused(changed(old, new)) == (place, reason)


@pytest.mark.parametrize("code", ["ES", "es_MX", "es-MX", "spanish", "e", "es-"])
def test_a_language_is_named_as_it_is_looked_up(code: str) -> None:
    text = changed('["en", "es"]', f'["en", "{code}"]').replace("[wording.es]", f"[wording.{code}]")
    assert refused(text) == ("languages", f"“{code}” must be a language code in lower case")


def test_half_the_range_is_possible() -> None:
    assert load(changed("tau = 1.0", "tau = 3")).prior is not None


def test_what_is_not_validated_claims_nothing_clinical() -> None:
    assert refused(UNVALIDATED) == (
        "cutoffs[1]",
        "a measure that is not validated has no clinical cut-off",
    )
    another = UNVALIDATED.replace('key = "caseness"', 'key = "half_way"')
    assert refused(another) == ("reliable_change", "a measure that is not validated has none")
    change = another[another.index("[reliable_change]") : another.index("[prior]")]
    assert not load(another.replace(change, "")).validated


def test_what_was_taken_before_stays_readable() -> None:
    values = tomllib.loads(changed("tau = 1.0", "tau = 100"))
    assert define(values, "kept", kept=True).prior is not None
