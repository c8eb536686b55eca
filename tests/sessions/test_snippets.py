"""Snippets: whose they are, who may, keys, two tabs, and that they lie beside the note."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from practice.models import AuditEvent, Membership
from sessions import actions
from sessions.forms.snippet import MOST
from sessions.models import Snippet
from tests.cast import Cast, ago, session_at, staff

SignIn = Callable[[Membership], Browser]
AT = "/snippets/"


@pytest.fixture
def ines(cast: Cast, signed_in: SignIn) -> Browser:
    return signed_in(cast.ines)


def keep(by: Membership, key: str = "ground", *, clinic: bool = False, words: str = "") -> Snippet:
    words = words or f"Words of {key}."
    return actions.keep_snippet(by=by, for_clinic=clinic, name=key.title(), key=key, words=words)


def typed(key: str = ";ground", version: int = 0, **more: str) -> dict[str, str]:
    given = {"name": "Grounding", "key": key, "words": "We grounded.", "version": str(version)}
    return given | more


def test_a_therapist_keeps_their_own(cast: Cast, ines: Browser) -> None:
    assert "You keep none yet." in ines.get(AT).content.decode()
    answer = ines.post(f"{AT}new/", typed("GROUND", words="One.\r\nTwo."), follow=True)
    assert "Kept. It lies beside every note from now on." in answer.content.decode()
    snippet = Snippet.objects.get()
    assert (snippet.owner, snippet.key, snippet.words) == (cast.ines, "ground", "One.\nTwo.")
    page = ines.get(f"{AT}{snippet.code}/").content.decode()
    assert 'value=";ground"' in page
    ines.post(f"{AT}{snippet.code}/", typed(";calm", 1, name="Calm"))
    snippet.refresh_from_db()
    assert (snippet.name, snippet.key, snippet.words, snippet.version) == (
        "Calm",
        "calm",
        "We grounded.",
        2,
    )
    ines.post(f"{AT}{snippet.code}/remove/")
    assert "You keep none yet." in ines.get(AT).content.decode()
    assert ines.get(f"{AT}{snippet.code}/").status_code == 404
    done = AuditEvent.objects.filter(about="therapy_sessions.snippet").order_by("pk")
    assert [(event.kind, event.detail) for event in done] == [
        ("created", {"of": "own"}),
        ("changed", {"of": "own"}),
        ("revoked", {"of": "own"}),
    ]


def test_the_text_is_sealed(cast: Cast) -> None:
    snippet = keep(cast.ines, words="kingfisher")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM therapy_sessions_snippet WHERE id = %s", [snippet.pk])
        stored = bytes(cursor.fetchone()[0])
    assert b"kingfisher" not in stored
    assert Snippet.objects.get().words == "kingfisher"


def test_a_personal_one_is_seen_by_nobody_else(cast: Cast, signed_in: SignIn) -> None:
    snippet = keep(cast.ines, words="kingfisher")
    colleague = staff(cast.riverside, "Pia Admin", is_therapist=True, is_admin=True)
    for member in (cast.tomas, cast.ada, cast.wren, cast.olga, colleague):
        browser = signed_in(member)
        assert "kingfisher" not in browser.get(AT).content.decode()
        assert browser.get(f"{AT}{snippet.code}/").status_code == 404
        assert browser.post(f"{AT}{snippet.code}/", typed(version=1)).status_code == 404
        assert browser.post(f"{AT}{snippet.code}/remove/").status_code == 404
    assert signed_in(cast.noor).get(AT).status_code == 404  # supervises, writes no notes
    assert Snippet.objects.get().version == 1


def test_the_clinics_are_written_by_admins_and_used_by_all(
    cast: Cast, ines: Browser, signed_in: SignIn
) -> None:
    ada = signed_in(cast.ada)
    assert "The clinic keeps none yet." in ada.get(AT).content.decode()
    assert "You keep none yet." not in ada.get(AT).content.decode()
    assert ada.post(f"{AT}new/?for=clinic", typed()).status_code == 302
    snippet = Snippet.objects.get()
    assert (snippet.clinic, snippet.owner) == (cast.riverside, None)
    page = ines.get(AT).content.decode()
    assert "We grounded." in page
    assert f"{AT}{snippet.code}/" not in page
    assert ines.get(f"{AT}{snippet.code}/").status_code == 404
    assert ines.post(f"{AT}{snippet.code}/remove/").status_code == 404
    assert ines.get(f"{AT}new/?for=clinic").status_code == 404
    assert ines.post(f"{AT}new/?for=clinic", typed("other")).status_code == 404
    assert "We grounded." not in signed_in(cast.wren).get(AT).content.decode()
    assert signed_in(cast.olga).get(f"{AT}{snippet.code}/").status_code == 404
    ada.post(f"{AT}{snippet.code}/", typed(version=1, words="All of us."))
    assert "All of us." in ines.get(AT).content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (typed("two words"), "Use letters from a to z"),
        (typed(";"), "Use letters from a to z"),
        (typed(";über"), "Use letters from a to z"),
        (typed(";a-"), "Use letters from a to z"),
        (typed(";taken"), "Another snippet has this key."),
        (typed("x" * 21), "at most 20 characters"),
        (typed(name=""), "This field is required."),
        (typed(words="x" * 2001), "at most 2000 characters"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays(
    cast: Cast, ines: Browser, sent: dict[str, str], said: str
) -> None:
    keep(cast.ines, "taken")
    answer = ines.post(f"{AT}new/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert answer.context["form"]["key"].value() == sent["key"]
    assert Snippet.objects.count() == 1


def test_a_key_is_one_persons_and_free_again_once_removed(cast: Cast) -> None:
    first = keep(cast.ines)
    keep(cast.tomas)
    keep(cast.ada, clinic=True)
    keep(cast.olga, clinic=True)
    with pytest.raises(actions.KeyTaken):
        keep(cast.ines)
    with pytest.raises(actions.KeyTaken):
        keep(cast.ada, clinic=True)
    other = keep(cast.ines, "other")
    with pytest.raises(actions.KeyTaken):
        actions.change_snippet(other, by=cast.ines, version=1, name="x", key="ground", words="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Snippet.objects.filter(pk=other.pk).update(key="")
    actions.remove_snippet(first, by=cast.ines)
    keep(cast.ines)
    assert Snippet.objects.filter(retired_at=None).count() == 5


def test_the_later_of_two_is_told(cast: Cast, signed_in: SignIn) -> None:
    snippet = keep(cast.ada, clinic=True)
    ada = signed_in(cast.ada)
    ada.post(f"{AT}{snippet.code}/", typed(version=1, words="First."))
    refused = ada.post(f"{AT}{snippet.code}/", typed(version=1, words="Second."))
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Ada Kowalski changed it meanwhile." in page
    assert "First." in page
    assert "Second." in page
    again: Any = refused.context["form"]
    assert again["version"].value() == "2"


def test_there_is_an_end_to_how_many(cast: Cast, ines: Browser) -> None:
    Snippet.objects.bulk_create(
        Snippet(clinic=cast.riverside, owner=cast.ines, name="x", key=f"k{n}", changed_by=cast.ines)
        for n in range(MOST)
    )
    answer = ines.post(f"{AT}new/", typed())
    assert f"There are {MOST} snippets already." in answer.content.decode()
    assert Snippet.objects.count() == MOST


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_one_question(
    cast: Cast, ines: Browser, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(many):
        keep(cast.ines, f"mine-{number}")
        keep(cast.ada, f"ours-{number}", clinic=True)
    ines.get(AT)
    with django_assert_num_queries(3):  # with session and membership
        page = ines.get(AT).content.decode()
    assert page.count("Words of") == 2 * many


def test_they_lie_beside_the_note_ones_own_first(cast: Cast, ines: Browser) -> None:
    session = session_at(cast.ines, cast.mara, at=ago(days=1))
    path = f"/sessions/{session.code}/"
    assert "Keep the first one" in ines.get(path).content.decode()
    keep(cast.ada, "aaa", clinic=True, words="The clinic’s words.")
    keep(cast.ines, "zzz", words="My <words>.")
    keep(cast.tomas, "ttt", words="Not mine.")
    page = ines.get(path).content.decode()
    assert page.index("My &lt;words&gt;.") < page.index("The clinic’s words.")
    assert 'data-snippet="zzz"' in page
    assert "Not mine." not in page
    assert f'href="{AT}"' in ines.get("/me/").content.decode()
