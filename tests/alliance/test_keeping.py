"""Nothing typed is lost, as the server sees it: lost answers, choices, late saves, plans."""

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils.html import strip_tags

from alliance.models import Rating
from practice.models import AuditEvent, Membership
from sessions.actions import save_note, sign_note
from sessions.kept import kept_key
from sessions.models import Note, Session
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def met(cast: Cast) -> Session:
    return session_at(cast.ines, cast.mara, at=ago(days=7))


@pytest.fixture
def browser(cast: Cast, signed_in: SignIn) -> Browser:
    return signed_in(cast.ines)


def sent(cast: Cast, version: int = 0, **more: Any) -> dict[str, Any]:
    data = {"version": version, "format": "dap", f"rating-{cast.mara.code}-version": 0}
    return data | {"section-data": "Mine.", "plan": "Slower."} | more


def stored(met: Session, cast: Cast, **sections: str) -> Note:
    """What somebody else saved meanwhile."""
    note = Note.objects.filter(session=met).first()
    return save_note(
        Session.objects.get(pk=met.pk),
        by=cast.ines,
        content={"sections": sections, "plan": "Faster.", "interventions": ["cbt"]},
        format="dap",
        format_version=1,
        version=note.version if note else 0,
    )


def test_a_save_whose_answer_was_lost_is_no_conflict(
    cast: Cast, met: Session, browser: Browser
) -> None:
    path, data = f"/sessions/{met.code}/note/", sent(cast)
    assert browser.post(path, data, headers=HTMX).status_code == 200
    again = browser.post(path, data, headers=HTMX)
    assert again.status_code == 200
    assert 'data-field="version" data-value="1"' in again.content.decode()
    assert Note.objects.get().version == 1
    other = browser.post(path, data | {"plan": "Other."}, headers=HTMX)
    assert other.status_code == 409
    assert 'data-state="conflict"' in other.content.decode()


def test_each_choice_is_carried_out(cast: Cast, met: Session, browser: Browser) -> None:
    stored(met, cast, data="Theirs.", assessment="Only theirs.")
    path = f"/sessions/{met.code}/note/"
    told = browser.post(path, sent(cast, interventions=["emdr"]))
    page = told.content.decode()
    assert told.status_code == 409
    assert re.findall(r'name="(take-[^"]+)" value="(\w+)" checked', page) == [
        ("take-interventions", "both"),
        ("take-plan", "both"),
        ("take-section-data", "both"),
        ("take-section-assessment", "theirs"),
    ]
    assert "[only in yours: Mine]." in strip_tags(page)
    choices = {
        "take-section-data": "both",
        "take-section-assessment": "theirs",
        "take-plan": "mine",
        "take-interventions": "both",
    }
    mine = sent(cast, version=1, interventions=["emdr"])
    assert browser.post(path, mine | choices).status_code == 302
    content = Note.objects.get().content
    assert content["sections"] == {
        "data": "Theirs.\n\nMine.",
        "assessment": "Only theirs.",
        "plan": "",
    }
    assert (content["plan"], content["interventions"]) == ("Slower.", ["cbt", "emdr"])


def test_a_choice_is_about_the_text_that_was_seen(
    cast: Cast, met: Session, browser: Browser
) -> None:
    stored(met, cast, data="Seen.")
    stored(met, cast, data="Saved once more.")
    late = browser.post(
        f"/sessions/{met.code}/note/", sent(cast, version=1) | {"take-section-data": "theirs"}
    )
    assert late.status_code == 409
    assert '<input type="hidden" name="section-data" value="Mine.">' in late.content.decode()
    assert Note.objects.get().content["sections"] == {"data": "Saved once more."}


def test_looking_at_both_saves_nothing(cast: Cast, met: Session, browser: Browser) -> None:
    stored(met, cast, data="Theirs.")
    seen = browser.post(f"/sessions/{met.code}/note/", sent(cast, version=1, then="compare"))
    assert seen.status_code == 200
    assert "Yours beside what is stored" in seen.content.decode()
    assert Note.objects.get().version == 1


def test_a_rating_changed_in_another_tab_is_chosen_about_too(
    cast: Cast, met: Session, browser: Browser
) -> None:
    path, prefix = f"/sessions/{met.code}/note/", f"rating-{cast.mara.code}"
    browser.post(path, sent(cast) | {f"{prefix}-safe": "3"})
    late = sent(cast, version=1) | {f"{prefix}-safe": "8"}
    page = browser.post(path, late).content.decode()
    assert f'name="take-{prefix}-safe" value="mine" checked' in page
    assert f'name="{prefix}-version" value="1"' in page
    theirs = late | {f"{prefix}-version": "1", f"take-{prefix}-safe": "theirs"}
    assert browser.post(path, theirs).status_code == 302
    assert Rating.objects.get().answers["safe"] == 3


def test_what_was_typed_into_a_note_signed_meanwhile_becomes_an_addendum(
    cast: Cast, met: Session, browser: Browser
) -> None:
    sign_note(stored(met, cast, data="Theirs."), by=cast.ines, version=1)
    path = f"/sessions/{met.code}/note/"
    told = browser.post(path, sent(cast, version=1), headers=HTMX)
    assert told.status_code == 409
    assert 'data-state="signed"' in told.content.decode()
    late = browser.post(path, sent(cast, version=1))
    assert late.status_code == 409
    page = late.content.decode()
    assert "This note is signed." in page
    assert "Data:\nMine." in page
    assert Note.objects.get().content["sections"] == {"data": "Theirs."}


def test_the_last_plan_is_carried_on_below_what_was_typed(
    cast: Cast, met: Session, browser: Browser
) -> None:
    stored(met, cast, data="Theirs.")
    today = session_at(cast.ines, cast.mara, at=ago(hours=2))
    page = browser.get(f"/sessions/{today.code}/").content.decode()
    assert 'data-plan="Faster."' in page
    for version in (0, 1):
        carried = browser.post(
            f"/sessions/{today.code}/note/",
            sent(
                cast, version, then="last-plan", plan="Slower.\nFaster." if version else "Slower."
            ),
        )
        assert carried.url == f"/sessions/{today.code}/#id_plan"  # type: ignore[attr-defined]
        assert Note.objects.get(session=today).content["plan"] == "Slower.\nFaster."


def test_another_format_is_opened_with_everything_that_was_typed(
    cast: Cast, met: Session, browser: Browser
) -> None:
    path = f"/sessions/{met.code}/note/"
    looked = browser.post(
        path, sent(cast, then="format", new_format="soap") | {"section-data": "", "plan": ""}
    )
    assert looked.url == f"/sessions/{met.code}/?format=soap#note"  # type: ignore[attr-defined]
    assert not Note.objects.exists()
    browser.post(path, sent(cast, then="format", new_format="soap"))
    assert Note.objects.get().content["sections"]["data"] == "Mine."
    assert "Mine." in browser.get(f"/sessions/{met.code}/?format=soap").content.decode()


def test_the_key_is_the_therapists_own_and_always_the_same(
    cast: Cast, met: Session, signed_in: SignIn
) -> None:
    def key(member: Membership) -> list[str]:
        page = signed_in(member).get(f"/sessions/{met.code}/").content.decode()
        return re.findall(r'data-key="([^"]+)"', page)

    assert key(cast.ines) == key(cast.ines) == [kept_key(met, cast.ines)]
    assert len(base64.b64decode(key(cast.ines)[0])) == 32
    assert key(cast.noor) == []
    other = session_at(cast.ines, cast.mara, at=ago(days=3))
    keys = {kept_key(met, cast.ines), kept_key(met, cast.tomas), kept_key(other, cast.ines)}
    assert len(keys) == 3


def test_what_the_browser_keeps_goes_with_the_sign_in(cast: Cast, browser: Browser) -> None:
    assert "Clear-Site-Data" not in browser.get("/account/logout/").headers
    gone = browser.post("/account/logout/")
    assert gone.headers["Clear-Site-Data"] == '"storage"'
    assert browser.get("/").status_code == 302


def test_both_texts_are_opened_with_a_trace(cast: Cast, met: Session, browser: Browser) -> None:
    stored(met, cast, data="Theirs.")
    before = AuditEvent.objects.filter(kind="record opened").count()
    browser.post(f"/sessions/{met.code}/note/", sent(cast))
    assert AuditEvent.objects.filter(kind="record opened").count() == before + 1
