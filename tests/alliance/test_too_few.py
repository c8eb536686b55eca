"""Answers that are too few for a score: none is made of them, and each is shown."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from alliance.actions import begin_check_in, rate_session, submit_check_in
from alliance.document.record.answers import check_ins, ratings
from alliance.models import CheckIn, CheckInLink
from alliance.models.rating import Perspective
from alliance.pages import client_story
from alliance.pages.chapter import chapters, readings_of
from practice.models import Clinic, Membership
from sessions.actions import save_note, sign_note
from sessions.models import Session
from tests.alliance.answered import answered, met
from tests.alliance.rated import ITEMS, met_and_rated
from tests.alliance.test_brief import in_words
from tests.cast import Cast, ago, ahead, session_at

SignIn = Callable[[Membership], Browser]
FEW = {"mood": 8, "managed": 10, "connected": None, "facing": None}
MOOD = "“My mood has been all right.” 8 of 10"
THREE = {"understood": 7, "safe": 6, "goals": 5, "fit": None, "say": None}


def sent(session: Session, **given: object) -> CheckIn:
    link = CheckInLink.objects.get(check_in__participation__session=session)
    begin_check_in(link)
    return submit_check_in(CheckInLink.objects.get(pk=link.pk), given)


def page(browser: Browser, path: str) -> str:
    return in_words(browser.get(path).text)


def note(session: Session, by: Membership) -> None:
    content = {"sections": {"data": "We spoke."}}
    save_note(session, by=by, content=content, format="dap", format_version=1, version=0)


# --- What a client answered -----------------------------------------------------------------------


def test_the_brief_shows_each_answer_beside_its_own_usual(cast: Cast, signed_in: SignIn) -> None:
    for part, mood in zip(met(cast, 4), (2, 4, 6, 5), strict=True):
        CheckIn.objects.create(
            clinic=part.clinic,
            participation=part,
            client=part.client,
            begun_at=part.starts_at,
            submitted_at=part.starts_at,
            wellbeing={"mood": mood},
        )
    session = session_at(cast.ines, cast.mara, at=ahead(hours=2))
    check_in = sent(session, wellbeing=FEW)
    assert check_in.wellbeing_score is None
    told = page(signed_in(cast.ines), f"/sessions/{session.code}/")
    assert (
        "how they have been too little for a score (2 of 4) none yet "
        "My mood has been all right. 8 4.5 (4) "
        "I have managed what I needed to do. 10 none yet"
    ) in told


def test_the_clients_page_shows_each_answer_and_no_score(cast: Cast, signed_in: SignIn) -> None:
    session = session_at(cast.ines, cast.mara, at=ahead(hours=2))
    sent(session, wellbeing=FEW)
    session_at(cast.ines, cast.mara, at=ago(days=7))
    told = page(signed_in(cast.ines), f"/clients/{cast.mara.code}/")
    assert f"The latest answers: too little for a score (2 of 4). {MOOD} · “I have managed" in told
    (shown,) = client_story(cast.mara, cast.ines)["outcomes"]
    assert shown.charts["wide"].count("<circle") == 0


def test_a_questionnaire_of_the_schedule_is_shown_in_the_same_way(
    cast: Cast, signed_in: SignIn
) -> None:
    part = met(cast, 1)[0]
    answered(part, {"interest": 3, "mood": 2})
    said = "too little for a score (2 of 9)"
    for path in (f"/sessions/{part.session.code}/", f"/clients/{cast.mara.code}/"):
        told = page(signed_in(cast.ines), path)
        assert said in told
        assert "“Little interest or pleasure in doing things” 3 of 3" in told


def test_too_few_answers_about_a_session_are_no_silence(cast: Cast, signed_in: SignIn) -> None:
    (before,) = met_and_rated(cast.ines, cast.mara, [None])
    session = session_at(cast.ines, cast.mara, at=ahead(hours=2))
    sent(session, alliance=THREE)
    told = page(signed_in(cast.ines), f"/clients/{cast.mara.code}/")
    assert "too little for a score (3 of 5)" in told
    assert "Client: “My therapist gets what this is like for me.” 7 of 10" in told
    assert "was not answered" not in told
    assert "too early to say" in told
    assert "Too little for a score (3 of 5)." in page(
        signed_in(cast.ines), f"/sessions/{session.code}/"
    )
    rate_session(before, cast.mara, Perspective.THERAPIST, dict.fromkeys(ITEMS, 5), by=cast.ines)


def test_they_stay_covered_until_the_therapist_has_rated_anything(
    cast: Cast, signed_in: SignIn
) -> None:
    Clinic.objects.update(rate_then_reveal=True)
    (before,) = met_and_rated(cast.ines, cast.mara, [None])
    sent(session_at(cast.ines, cast.mara, at=ahead(hours=2)), alliance=THREE)
    path, browser = f"/clients/{cast.mara.code}/", signed_in(cast.ines)
    told = page(browser, path)
    assert "covered until you rate" in told
    assert "(3 of 5)" not in told
    rate_session(before, cast.mara, Perspective.THERAPIST, {"understood": 4}, by=cast.ines)
    told = page(browser, path)
    assert "too little for a score (3 of 5)" in told
    assert "Therapist: “I have a feel for what this is like for them.” 4 of 10" in told


def test_a_check_in_that_left_all_of_it_out_covers_nothing(cast: Cast) -> None:
    Clinic.objects.update(rate_then_reveal=True)
    met_and_rated(cast.ines, cast.mara, [None])
    sent(session_at(cast.ines, cast.mara, at=ahead(hours=2)))
    cast.ines.clinic.refresh_from_db()
    (chapter,) = client_story(cast.mara, cast.ines)["chapters"]
    assert not chapter.point.client_covered


def test_the_printed_record_has_them_item_by_item(cast: Cast) -> None:
    met_and_rated(cast.ines, cast.mara, [None])
    sent(session_at(cast.ines, cast.mara, at=ahead(hours=2)), wellbeing=FEW, alliance=THREE)
    parts = list(
        cast.mara.participations.select_related("session", "check_in").order_by("starts_at")
    )
    told = chapters(parts, readings_of(cast.mara), [], cast.riverside)
    assert MOOD in repr(check_ins(parts))
    assert "too little for a score (3 of 5): “My therapist gets" in repr(ratings(told))


# --- The therapist's own rating -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            THREE,
            (
                "From your seat, too little for a score (3 of 5). Not rated: "
                "“The way we work makes sense for them.” · “They have a say in what we do.” "
                "Once the note is signed, it can no longer be rated."
            ),
        ),
        (None, "You have not rated this session from your seat. Once the note"),
    ],
)
def test_before_signing_the_page_says_what_is_not_rated(
    cast: Cast, signed_in: SignIn, given: dict[str, int | None] | None, told: str
) -> None:
    session = session_at(cast.ines, cast.mara, at=ago(hours=2))
    note(session, cast.ines)
    if given:
        rate_session(session, cast.mara, Perspective.THERAPIST, given, by=cast.ines)
    path, browser = f"/sessions/{session.code}/sign/", signed_in(cast.ines)
    assert told in page(browser, path)


def test_a_whole_rating_and_one_who_did_not_come_are_no_warning(
    cast: Cast, signed_in: SignIn
) -> None:
    whole, missed = (session_at(cast.ines, cast.mara, at=ago(days=day)) for day in (2, 1))
    full = dict.fromkeys(ITEMS, 6)
    rate_session(whole, cast.mara, Perspective.THERAPIST, full, by=cast.ines)
    missed.participations.update(attendance="no-show", attendance_at=ago(hours=20))
    for session in (whole, missed):
        note(session, cast.ines)
        told = page(signed_in(cast.ines), f"/sessions/{session.code}/sign/")
        assert "from your seat" not in told.lower()


def test_after_signing_what_was_rated_is_still_read(cast: Cast, signed_in: SignIn) -> None:
    session = session_at(cast.ines, cast.mara, at=ago(hours=2))
    note(session, cast.ines)
    rate_session(session, cast.mara, Perspective.THERAPIST, THREE, by=cast.ines)
    sign_note(session.note, by=cast.ines, version=1)
    told = page(signed_in(cast.ines), f"/sessions/{session.code}/")
    assert "Too little for a score (3 of 5): “I have a feel for what" in told
