"""The library: shipped texts that contradict themselves are refused; a clinic's own stand first."""

import re
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from clients.actions import put_back_text, take_out_text, write_text
from clients.library import Contradiction, read, shipped
from clients.models import LibraryText
from clients.pages import library_of
from clients.prose import passages
from practice.models import AuditEvent, Membership
from practice.versions import ChangedMeanwhile
from tests.cast import Cast

SignIn = Callable[[Membership], Browser]

TOLD = """
key = "tea"
kind = "exercise"
[en]
title = "Tea"
about = "When it is cold."
paragraphs = ["Tea is warm."]
steps = ["Boil water.", "Wait."]
caution = "Stop if it burns."
[es]
title = "Té"
about = "Cuando hace frío."
paragraphs = ["El té calienta."]
steps = ["Hierve agua.", "Espera."]
caution = "Para si quema."
"""


def test_the_starter_set_is_whole_in_both_languages() -> None:
    assert {key for key, _language in shipped()} == {
        "asking",
        "grounding",
        "sleep",
        "thought-record",
        "values",
        "what-therapy-is",
        "when-something-feels-off",
    }
    assert {language for _key, language in shipped()} == {"en", "es"}
    assert len(shipped()) == 14


def test_a_file_becomes_plain_text() -> None:
    assert read("tea", TOLD)["en"].words == (
        "Tea is warm.\n\n1. Boil water.\n2. Wait.\n\n! Stop if it burns."
    )


@pytest.mark.parametrize(
    ("was", "now", "because"),
    [
        ('key = "tea"', 'key = "coffee"', "file's name"),
        ('kind = "exercise"', 'kind = "spell"', "no kind"),
        ('kind = "exercise"', 'kind = "reading"', "to read none"),
        ('steps = ["Hierve agua.", "Espera."]', 'steps = ["Hierve agua."]', "differ"),
        ("[es]", "[fr]", "every language"),
        ('caution = "Stop if it burns."', "", "when to stop"),
        ('title = "Tea"', 'title = ""', "title"),
        ('"Boil water."', '"- Boil water."', "plain passage"),
        ('"Boil water."', '""', "empty"),
        ('about = "When it is cold."', 'abuot = "When it is cold."', "nobody reads"),
        ('["Tea is warm."]', "[1]", "plain passage"),
    ],
)
def test_a_contradiction_is_refused(was: str, now: str, because: str) -> None:
    assert was in TOLD
    with pytest.raises(Contradiction, match=because):
        read("tea", TOLD.replace(was, now, 1))


@pytest.mark.parametrize("at", sorted(shipped()))
def test_every_text_is_easy_to_read(at: tuple[str, str]) -> None:
    """Short sentences, few long words; to do means steps and a way to stop."""
    text = shipped()[at]
    found = passages(text.words)
    said = " ".join(passage.text for passage in found)
    sentences = [each.split() for each in re.split(r"[.?!:]+", said) if each.strip()]
    words = [word for sentence in sentences for word in sentence]
    assert len(words) / len(sentences) <= 11
    assert max(map(len, sentences)) <= 30
    assert sum(len(word.strip("“”«»,;’")) > 12 for word in words) / len(words) < 0.01
    kinds = [passage.kind for passage in found]
    assert ("steps" in kinds, kinds[-1] == "caution") == (text.kind == "exercise",) * 2


def test_prose_knows_paragraphs_lists_and_a_caution_and_nothing_else() -> None:
    words = "One\nstill one\n\n- a\n- b\n3. c\n\n\n! Stop.\n<b>2.5 # * not</b>\n-no\n1.no"
    assert [(each.kind, each.lines, each.start) for each in passages(words)] == [
        ("words", ("One", "still one"), 1),
        ("points", ("a", "b"), 1),
        ("steps", ("c",), 3),
        ("caution", ("Stop.",), 1),
        ("words", ("<b>2.5 # * not</b>", "-no", "1.no"), 1),
    ]
    assert passages("  \n\n") == []


def own(cast: Cast, **changed: object) -> LibraryText:
    said = {"key": "grounding", "language": "en", "version": 0, "kind": "exercise"}
    said |= {"title": "Our ground", "words": "Stand."} | changed
    return write_text(by=cast.ada, **said)  # type: ignore[arg-type]


def titles(cast: Cast, language: str = "en") -> dict[str, str]:
    return {each.key: each.title for each in library_of(cast.riverside, language)}


def test_an_own_text_stands_in_the_place_of_a_shipped_one(cast: Cast) -> None:
    text = own(cast)
    assert titles(cast)["grounding"] == "Our ground"
    assert titles(cast, "es")["grounding"] == "Volver al aquí y ahora"
    take_out_text(text, by=cast.ada)
    assert titles(cast)["grounding"] == "Coming back to the here and now"
    put_back_text(text, by=cast.ada)
    assert titles(cast)["grounding"] == "Our ground"
    assert "Our ground" not in {each.title for each in library_of(cast.hillside, "en")}


def test_one_in_another_language_is_better_than_none(cast: Cast) -> None:
    own(cast, key="rain", title="Rain")
    assert titles(cast, "es")["rain"] == "Rain"


def test_two_who_write_at_once_are_told(cast: Cast) -> None:
    own(cast)
    with pytest.raises(ChangedMeanwhile):
        own(cast, words="Sit.")
    assert own(cast, version=1).version == 1  # nothing was different
    assert own(cast, version=1, words="Sit.").version == 2
    take_out_text(LibraryText.objects.get(version=2), by=cast.ada)
    with pytest.raises(ChangedMeanwhile):
        own(cast, version=2, words="Lie.")
    kinds = list(AuditEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[-3:] == ["created", "changed", "revoked"]


def test_the_editor_shows_saves_and_keeps_what_was_typed(cast: Cast, signed_in: SignIn) -> None:
    ada = signed_in(cast.ada)
    assert "All of them are as they were shipped." in ada.get("/clinic/library/").text
    address = "/clinic/library/grounding/en/"
    page = ada.get(address).text
    assert "This is how it was shipped." in page
    assert 'value="Coming back to the here and now"' in page
    said = {"version": "0", "title": "Ground", "words": "One\r\n\r\n- <b>two</b>"}
    shown = ada.post(address, said | {"do": "preview"}).text
    assert "<li>&lt;b&gt;two&lt;/b&gt;</li>" in shown
    assert LibraryText.objects.count() == 0
    assert ada.post(address, said)["Location"] == address
    assert LibraryText.objects.get().words == "One\n\n- <b>two</b>"
    late = ada.post(address, said | {"title": "Another"})
    assert late.status_code == 409
    assert "Ada Kowalski saved version 1 meanwhile." in late.text
    assert 'value="Another"' in late.text
    empty = ada.post(address, said | {"version": "1", "words": " "})
    assert (empty.status_code, "Write what they will read." in empty.text) == (422, True)


def test_a_new_text_has_an_address_of_its_own(cast: Cast, signed_in: SignIn) -> None:
    ines = signed_in(cast.ines)
    said = {"version": "0", "language": "en", "kind": "reading", "title": "New", "words": "Rest."}
    first = ines.post("/clinic/library/new/", said)
    assert first["Location"] == "/clinic/library/new-2/en/"
    assert ines.post("/clinic/library/new/", said)["Location"] == "/clinic/library/new-3/en/"
    assert "There is none in this language yet." in ines.get("/clinic/library/new-2/es/").text
    assert ines.get("/clinic/library/new-2/fr/").status_code == 404
    taken = ines.post("/clinic/library/new-2/en/take-out/")
    assert taken["Location"] == "/clinic/library/new-2/en/"
    assert "was taken out." in ines.get("/clinic/library/new-2/en/").text
    ines.post("/clinic/library/new-2/en/put-back/")
    assert LibraryText.objects.filter(archived_at=None).count() == 2
