"""What is shipped: the words people read, the published figures, and finding an instrument."""

from dataclasses import replace
from pathlib import Path

import pytest

from measures.catalogue import (
    FOLDER,
    UnknownInstrumentError,
    all_instruments,
    instrument,
    read_catalogue,
)
from measures.definition import (
    DefinitionError,
    Direction,
    Instrument,
    Licence,
    NoWordingError,
    Perspective,
    load,
)

LABEL = "Not validated: compare only with your own earlier answers."
# What a client reads says the same without the word.
PLAINLY = (
    "Nobody has tested yet how well these questions measure. "
    "So compare your answers only with your own earlier ones."
)


def test_thirteen_instruments_are_shipped() -> None:
    assert [(one.key, one.version, one.languages) for one in all_instruments()] == [
        ("alliance-client", 1, ("en", "es")),
        ("alliance-therapist", 1, ("en", "es")),
        ("arm-5", 1, ()),
        ("core-10", 1, ()),
        ("gad-7", 1, ("en",)),
        ("haq-ii", 1, ()),
        ("ors", 1, ()),
        ("phq-8", 1, ("en",)),
        ("phq-9", 1, ("en",)),
        ("srs", 1, ()),
        ("wai-s", 1, ()),
        ("wai-sr", 1, ()),
        ("wellbeing", 1, ("en", "es")),
    ]


def test_an_instrument_is_read_once() -> None:
    assert instrument("phq-9") is instrument("phq-9", 1)


def test_an_unknown_instrument_or_version_is_an_error() -> None:
    with pytest.raises(UnknownInstrumentError) as unknown:
        instrument("phq-99")
    assert str(unknown.value) == "there is no instrument “phq-99”"
    with pytest.raises(UnknownInstrumentError) as unknown:
        instrument("phq-9", 2)
    assert str(unknown.value) == "there is no version 2 of “phq-9”"


def test_an_old_version_stays_beside_the_new_one(tmp_path: Path) -> None:
    text = (FOLDER / "wellbeing.toml").read_text(encoding="utf-8")
    (tmp_path / "wellbeing.toml").write_text(text, encoding="utf-8")
    newer = text.replace("version = 1", "version = 2")
    (tmp_path / "wellbeing-2.toml").write_text(newer, encoding="utf-8")
    catalogue = read_catalogue(tmp_path)
    assert catalogue.instrument("wellbeing").version == 2
    assert catalogue.instrument("wellbeing", 1) == instrument("wellbeing")
    assert [one.version for one in catalogue.newest()] == [2]


def test_two_files_cannot_define_the_same_version(tmp_path: Path) -> None:
    text = (FOLDER / "wellbeing.toml").read_text(encoding="utf-8")
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        read_catalogue(tmp_path)
    reason = "another file already defines version 1 of “wellbeing”"
    assert str(refusal.value) == f"b.toml: version: {reason}"


def test_the_originals_say_that_they_are_not_validated() -> None:
    originals = [one for one in all_instruments() if one.licence is Licence.ORIGINAL]
    assert [(one.key, one.validated, one.wording("en").label) for one in originals] == [
        ("alliance-client", False, PLAINLY),
        ("alliance-therapist", False, LABEL),
        ("wellbeing", False, PLAINLY),
    ]
    # Nothing may be read into their scores: no cut-off, band or reliable change is known.
    assert [(one.bands, one.cutoffs, one.reliable_change) for one in originals] == [
        ((), (), None)
    ] * 3


def test_the_clients_alliance_check(alliance_client: Instrument) -> None:
    assert alliance_client.perspective is Perspective.CLIENT
    words = alliance_client.wording("en")
    assert dict(words.items) == {
        "understood": "My therapist gets what this is like for me.",
        "safe": "I can say what is really on my mind here, even about the therapy itself.",
        "goals": "We are working toward what matters to me.",
        "fit": "The way we work makes sense for me.",
        "say": "I have a say in what we do.",
    }
    assert dict(words.anchors) == {0: "Not at all", 10: "Completely"}
    tension, request = words.questions["tension"], words.questions["request"]
    assert tension.text == "Was anything tense, misunderstood, or left unsaid?"
    assert dict(tension.options) == {
        "none": "No",
        "little": "A little",
        "some": "Some",
        "lot": "A lot",
    }
    assert dict(request.options) == {
        "raise": "Raise it for me",
        "self": "I will raise it",
        "note": "Just note it",
        "other": "Someone other than my therapist should know",
    }


def test_the_clients_alliance_check_in_spanish(alliance_client: Instrument) -> None:
    words = alliance_client.wording("es")
    assert words.language == "es"
    assert dict(words.items) == {
        "understood": "Mi terapeuta entiende cómo vivo yo lo que me pasa.",
        "safe": "Aquí puedo decir lo que de verdad pienso, incluso sobre la propia terapia.",
        "goals": "Trabajamos para llegar a lo que a mí me importa.",
        "fit": "La manera en que trabajamos tiene sentido para mí.",
        "say": "Mi opinión cuenta en lo que hacemos.",
    }
    assert list(words.questions["tension"].options) == ["none", "little", "some", "lot"]
    assert list(words.questions["request"].options) == ["raise", "self", "note", "other"]


def test_both_alliance_checks_ask_about_the_same_five_things(
    alliance_client: Instrument, alliance_therapist: Instrument
) -> None:
    assert alliance_therapist.perspective is Perspective.THERAPIST
    assert alliance_therapist.items == alliance_client.items
    assert alliance_therapist.subscales == alliance_client.subscales
    assert [one.key for one in alliance_client.questions] == ["tension", "tension_words", "request"]
    # What is to be done about it is the client's to say.
    assert [one.key for one in alliance_therapist.questions] == [
        "tension",
        "tension_words",
        "own_feeling",
    ]


def test_the_shipped_priors(
    alliance_client: Instrument, alliance_therapist: Instrument, wellbeing: Instrument
) -> None:
    client, therapist = alliance_client.prior, alliance_therapist.prior
    assert client is not None
    assert therapist is not None
    assert (client.mu, client.tau, client.sigma, client.nu0) == (7.8, 1.3, 0.85, 8)
    assert (therapist.mu, therapist.tau, therapist.sigma, therapist.nu0) == (7.2, 1.0, 0.75, 8)
    # .7225 · 6/8 and .5625 · 6/8
    assert client.s0_squared == pytest.approx(0.541875, abs=1e-12)
    assert therapist.s0_squared == pytest.approx(0.421875, abs=1e-12)
    basis = "Plausible values chosen by this project, not estimated from patients."
    assert (client.basis, therapist.basis) == (basis, basis)
    assert wellbeing.prior is None


def test_the_wellbeing_check(wellbeing: Instrument) -> None:
    assert list(wellbeing.wording("en").items.values()) == [
        "My mood has been all right.",
        "I have managed what I needed to do.",
        "I have felt connected to people who matter to me.",
        "I have felt able to face what is hard.",
    ]


def test_the_published_figures_of_the_phq_9(phq_9: Instrument) -> None:
    assert phq_9.direction is Direction.HIGHER_IS_WORSE
    assert [(band.key, band.lowest) for band in phq_9.bands] == [
        ("minimal", 0),
        ("mild", 5),
        ("moderate", 10),
        ("moderately_severe", 15),
        ("severe", 20),
    ]
    assert [(cutoff.key, cutoff.value) for cutoff in phq_9.cutoffs] == [("caseness", 10)]
    assert phq_9.reliable_change is not None
    assert phq_9.reliable_change.points == 6
    assert phq_9.loinc is not None
    assert (phq_9.loinc.panel, phq_9.loinc.total) == ("44249-1", "44261-6")
    assert [(item.key, item.loinc) for item in phq_9.items if item.safety] == [
        ("self_harm", "44260-8")
    ]


def test_the_official_words_of_the_phq_9(phq_9: Instrument) -> None:
    words = phq_9.wording("en")
    assert words.instructions == (
        "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
    )
    assert list(words.anchors.values()) == [
        "Not at all",
        "Several days",
        "More than half the days",
        "Nearly every day",
    ]
    assert list(words.items.values()) == [
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
        "Trouble falling or staying asleep, or sleeping too much",
        "Feeling tired or having little energy",
        "Poor appetite or overeating",
        (
            "Feeling bad about yourself — or that you are a failure or have let yourself or your"
            " family down"
        ),
        "Trouble concentrating on things, such as reading the newspaper or watching television",
        (
            "Moving or speaking so slowly that other people could have noticed? Or the opposite —"
            " being so fidgety or restless that you have been moving around a lot more than usual"
        ),
        "Thoughts that you would be better off dead or of hurting yourself in some way",
    ]
    assert words.label is None


def test_the_published_figures_and_words_of_the_gad_7(gad_7: Instrument) -> None:
    assert gad_7.direction is Direction.HIGHER_IS_WORSE
    assert [(cutoff.key, cutoff.value) for cutoff in gad_7.cutoffs] == [("caseness", 8)]
    assert gad_7.reliable_change is not None
    assert gad_7.reliable_change.points == 4
    assert gad_7.loinc is not None
    assert (gad_7.loinc.panel, gad_7.loinc.total) == ("69737-5", "70274-6")
    words = gad_7.wording("en")
    assert words.anchors[0] == "Not at all"
    assert list(words.items.values()) == [
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
        "Worrying too much about different things",
        "Trouble relaxing",
        "Being so restless that it is hard to sit still",
        "Becoming easily annoyed or irritable",
        "Feeling afraid as if something awful might happen",
    ]


def test_a_public_instrument_is_shown_in_its_official_english(phq_9: Instrument) -> None:
    assert phq_9.wording("es") is phq_9.wording("en")
    # The page's lang attribute must say what is really there.
    assert phq_9.wording("es").language == "en"


@pytest.mark.parametrize(
    ("asked", "given"),
    [("es", "es"), ("es-MX", "es"), ("es_MX", "es"), ("en-gb", "en"), ("fr", "en")],
)
def test_a_regional_language_is_served_by_its_base(
    asked: str, given: str, wellbeing: Instrument
) -> None:
    assert wellbeing.wording(asked).language == given


def test_without_wording_nothing_is_shown() -> None:
    text = (FOLDER / "phq-9.toml").read_text(encoding="utf-8").replace('["en"]', "[]")
    bare = load(text[: text.index("[wording.en]")])
    with pytest.raises(NoWordingError) as refusal:
        bare.wording("en")
    assert str(refusal.value) == "phq-9 has no wording that may be shown for “en”"


@pytest.mark.parametrize("licence", list(Licence))
def test_english_stands_in_only_where_the_licence_lets_it(
    licence: Licence, wellbeing: Instrument
) -> None:
    english = {"en": wellbeing.wording("en")}
    licensed = replace(wellbeing, licence=licence, wordings=english)
    if licence is Licence.PERMISSION_REQUIRED:
        with pytest.raises(NoWordingError):
            licensed.wording("es")
    else:
        assert licensed.wording("es").language == "en"
    assert licensed.wording("en").language == "en"
