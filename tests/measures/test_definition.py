"""A definition that contradicts itself is refused, with the place and the reason."""

from pathlib import Path

import pytest

from measures.definition import DefinitionError, Item, Question, Scale, Subscale, load
from tests.measures.sound import SOUND, WITHOUT_WORDING, changed


def test_a_sound_definition_is_read() -> None:
    sound = load(SOUND)
    assert sound.items == (
        Item("first", 1, safety=True, loinc="44250-9"),
        Item("second", 2, reversed=True),
    )
    assert sound.questions == (Question("why", ("yes", "no")), Question("how"))
    assert sound.subscales == (Subscale("half", ("first",)),)
    assert sound.scale == Scale(0, 3, (0, 3))
    assert sound.languages == ("en", "es")


def test_two_readings_are_equal_and_hash_alike() -> None:
    assert load(SOUND) == load(SOUND)
    assert hash(load(SOUND)) == hash(load(SOUND))


def test_a_definition_may_come_without_wording() -> None:
    assert load(WITHOUT_WORDING).languages == ()
    without_languages = WITHOUT_WORDING.replace("languages = []\n", "")
    assert load(without_languages) == load(WITHOUT_WORDING)


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        # What every definition has
        ('key = "sound"\n', "", "key", "is missing"),
        (
            'key = "sound"',
            'key = "Not Sound"',
            "key",
            "“Not Sound” must be lower-case letters and digits, joined by - or _",
        ),
        ("version = 1", 'version = "1"', "version", "must be a whole number"),
        ("version = 1", "version = true", "version", "must be a whole number"),
        ("version = 1", "version = 0", "version", "must be 1 or more"),
        ('title = "Sound"', 'title = " "', "title", "is blank"),
        ('"client"', '"cat"', "perspective", "“cat” is none of client, therapist"),
        (
            '"higher-is-worse"',
            '"sideways"',
            "direction",
            "“sideways” is none of higher-is-better, higher-is-worse",
        ),
        ('construct = "alliance"\n', "", "construct", "is missing"),
        ('"alliance"', '"mood"', "construct", "“mood” is none of alliance, outcome"),
        ("validated = true", 'validated = "no"', "validated", "must be true or false"),
        (
            '"original"',
            '"free"',
            "licence",
            "“free” is none of original, public-domain, cc-by-nd, cc-by-nc-sa, permission-required",
        ),
        ("version = 1", "version = 1\nbans = []", "bans", "is not expected here"),
        # Items and the questions beside them
        ('{ key = "first", number = 1, safety', "3, { key", "items[1]", "must be a table"),
        ('key = "second"', 'key = "first"', "items[2].key", "“first” is used twice"),
        ("number = 2", "number = 3", "items[2].number", "is 3, but this is item 2"),
        ("reversed = true", "revresed = true", "items[2].revresed", "is not expected here"),
        (
            "safety = true",
            "safety = true, reversed = true",
            "items[1].safety",
            "needs an item that is not reversed, on a scale from 0",
        ),
        (
            '"44250-9"',
            '"44205-9"',
            "items[1].loinc",
            "“44205-9” is not a LOINC code: its check digit does not fit",
        ),
        ('key = "why"', 'key = "first"', "questions[1].key", "“first” is used twice"),
        ('["yes", "no"]', '["yes", "yes"]', "questions[1].options", "names “yes” twice"),
        ('["yes", "no"]', '["yes", 2]', "questions[1].options[2]", "must be a text"),
        # The map from items to subscales
        (
            'items = ["first"]',
            'items = ["third"]',
            "subscales[1].items",
            "there is no item “third”",
        ),
        ('items = ["first"]', "items = []", "subscales[1].items", "is empty"),
        (
            'items = ["first"]',
            'items = ["first", "first"]',
            "subscales[1].items",
            "names “first” twice",
        ),
        (
            '[{ key = "half", items = ["first"] }]',
            '[{ key = "half", items = ["first"] }, { key = "half", items = ["second"] }]',
            "subscales[2].key",
            "“half” is used twice",
        ),
        # The scale and the range
        ("maximum = 3", "maximum = 0", "scale.maximum", "must be above minimum"),
        ("anchors = [0, 3]", "anchors = [0, 4]", "scale.anchors", "4 is outside 0–3"),
        ("anchors = [0, 3]", "anchors = [0, 1]", "scale.anchors", "must include 0 and 3"),
        ("anchors = [0, 3]", "anchors = [0, 0, 3]", "scale.anchors", "names “0” twice"),
        (
            'rule = "sum"',
            'rule = "median"',
            "composite.rule",
            "“median” is none of mean, sum",
        ),
        (
            "minimum_answered = 1",
            "minimum_answered = 3",
            "composite.minimum_answered",
            "must be from 1 to 2, the number of items",
        ),
        (
            "minimum_answered = 1",
            "minimum_answered = 0",
            "composite.minimum_answered",
            "must be from 1 to 2, the number of items",
        ),
        (
            "range = [0, 6]",
            "range = [0, 7]",
            "composite.range",
            "must be [0, 6], what answers can reach",
        ),
        (
            'rule = "sum"',
            'rule = "mean"',
            "composite.range",
            "must be [0, 3], what answers can reach",
        ),
        # What is known about a score
        (
            'key = "low", lowest = 0',
            'key = "low", lowest = 1',
            "bands.steps[1].lowest",
            "the first band must start at 0",
        ),
        (
            'key = "high", lowest = 4',
            'key = "high", lowest = 0',
            "bands.steps[2].lowest",
            "must be above 0, the band before",
        ),
        (
            'key = "high", lowest = 4',
            'key = "high", lowest = 7',
            "bands.steps[2].lowest",
            "7 is outside 0–6",
        ),
        ('key = "high"', 'key = "low"', "bands.steps[2].key", "“low” is used twice"),
        (
            'steps = [{ key = "low", lowest = 0 }, { key = "high", lowest = 4 }]',
            "",
            "bands.steps",
            "is missing",
        ),
        ("value = 4", "value = 9", "cutoffs[1].value", "9 does not divide 0–6"),
        ("value = 4", "value = 0", "cutoffs[1].value", "0 does not divide 0–6"),
        ('value = 4\ncitation = "None."', "value = 4", "cutoffs[1].citation", "is missing"),
        ("points = 2.5", 'points = "2.5"', "reliable_change.points", "must be a number"),
        (
            "points = 2.5",
            "points = 7",
            "reliable_change.points",
            "no score from 0–6 can change by 7",
        ),
        ("mu = 2", "mu = 6.5", "prior.mu", "6.5 is outside 0–6"),
        ("mu = 2", "mu = nan", "prior.mu", "must be a finite number"),
        ("tau = 1.0", "tau = 0", "prior.tau", "must be above 0"),
        ("sigma = 1.0", "sigma = -1", "prior.sigma", "must be above 0"),
        ("nu0 = 8", "nu0 = 2", "prior.nu0", "must be above 2"),
        ('panel = "44249-1"\n', "", "loinc.panel", "is missing"),
        (
            '"44261-6"',
            '"44261"',
            "loinc.total",
            "“44261” is not a LOINC code: its check digit does not fit",
        ),
        # The words
        ('["en", "es"]', '["en", "es", "fr"]', "wording.fr", "is missing"),
        ('["en", "es"]', '["en"]', "wording.es", "is not expected here"),
        (', second = "Two."', "", "wording.en.items.second", "is missing"),
        (
            'second = "Two."',
            'second = "Two.", third = "Three."',
            "wording.en.items.third",
            "is not expected here",
        ),
        ('second = "Dos."', 'second = ""', "wording.es.items.second", "is blank"),
        ('3 = "Always"', '4 = "Always"', "wording.en.anchors.3", "is missing"),
        ("validated = true", "validated = false", "wording.en.label", "is missing"),
        (
            "[wording.en]\n",
            '[wording.en]\nlabel = "Not validated."\n',
            "wording.en.label",
            "is not expected here",
        ),
        ('subscales = { half = "Half" }\n', "", "wording.en.subscales", "is missing"),
        ('high = "High"', 'hgih = "High"', "wording.en.bands.high", "is missing"),
        (', no = "No"', "", "wording.en.questions.why.options.no", "is missing"),
        ('questions.how = { text = "How?" }\n', "", "wording.en.questions.how", "is missing"),
        (
            '"How?" }',
            '"How?", options = { so = "So" } }',
            "wording.en.questions.how.options.so",
            "is not expected here",
        ),
        (
            '"original"',
            '"permission-required"',
            "wording",
            "comes with a permission, not with the definition",
        ),
    ],
)
def test_a_contradiction_is_refused(old: str, new: str, place: str, reason: str) -> None:
    with pytest.raises(DefinitionError) as refusal:
        load(changed(old, new))
    assert (refusal.value.place, refusal.value.reason) == (place, reason)
    assert str(refusal.value) == f"text: {place}: {reason}"


def test_a_safety_item_needs_a_scale_from_zero() -> None:
    from_one = (
        WITHOUT_WORDING.replace("minimum = 0", "minimum = 1")
        .replace("anchors = [0, 3]", "anchors = [1, 3]")
        .replace("range = [0, 6]", "range = [2, 6]")
    )
    with pytest.raises(DefinitionError) as refusal:
        load(from_one)
    assert (refusal.value.place, refusal.value.reason) == (
        "items[1].safety",
        "needs an item that is not reversed, on a scale from 0",
    )


@pytest.mark.parametrize("items", ["items = []", ""])
def test_an_instrument_has_items(items: str) -> None:
    start, end = SOUND.index("items = ["), SOUND.index("questions = [")
    with pytest.raises(DefinitionError) as refusal:
        load(SOUND[:start] + items + "\n" + SOUND[end:])
    assert (refusal.value.place, refusal.value.reason) == ("items", "is missing")


def test_wording_for_nothing_is_refused() -> None:
    words = '[wording.en]\nquestions.why = { text = "Why?" }\n'
    start, end = WITHOUT_WORDING.index("questions = ["), WITHOUT_WORDING.index("subscales = [")
    no_questions = WITHOUT_WORDING[:start] + WITHOUT_WORDING[end:]
    full = words + 'title = "T"\ninstructions = "I"\n'
    full += 'anchors = { 0 = "Never", 3 = "Always" }\nitems = { first = "One.", second = "Two." }\n'
    with pytest.raises(DefinitionError) as refusal:
        load(no_questions.replace("languages = []", 'languages = ["en"]') + full)
    assert (refusal.value.place, refusal.value.reason) == (
        "wording.en.questions.why",
        "is not expected here",
    )


def test_a_refusal_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(changed("version = 1", "version = 0"), encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        load(path)
    assert str(refusal.value) == "broken.toml: version: must be 1 or more"


def test_what_is_not_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as refusal:
        load("key = ")
    assert refusal.value.place == "the file"
    assert refusal.value.reason == "is not TOML: Invalid value (at end of document)"
    path = tmp_path / "latin.toml"
    path.write_bytes('key = "año"'.encode("latin-1"))
    with pytest.raises(DefinitionError) as refusal:
        load(path)
    assert str(refusal.value) == "latin.toml: the file: is not UTF-8 text"
