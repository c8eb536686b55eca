"""What a note holds: acts with words, each person's own part, what is hidden from the others."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client as Browser

from clients.actions import propose_goal
from clients.models import Client
from practice.models import Clinic, Membership
from sessions.actions.note import signed_bytes
from sessions.canonical import digest
from sessions.models import Note, Session
from sessions.reading import note_in_words
from sessions.vocabulary import ACT_GROUPS, ASKED_OF_ACT, Act, Intervention
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]


def written(browser: Browser, session: Session, **typed: Any) -> Note:
    data: dict[str, Any] = {"version": "0", "format": "dap"}
    data |= {
        f"rating-{code}-version": "0"
        for code in session.participations.values_list("client__code", flat=True)
    }
    answer = browser.post(f"/sessions/{session.code}/note/", data | typed)
    assert answer.status_code == 302, answer.content.decode()
    return Note.objects.get(session=session)


def lines(note: Note, *people: Client) -> dict[str, Any]:
    return {p.heading: p.text or p.lines for p in note_in_words(note, people)}


def test_every_act_stands_under_one_heading() -> None:
    grouped = [act for _heading, acts in ACT_GROUPS for act in acts]
    assert sorted(grouped) == sorted(Act)
    assert set(ASKED_OF_ACT) <= set(Act)


def test_acts_keep_the_response_and_the_words(cast: Cast, signed_in: SignIn) -> None:
    session = session_at(cast.ines, cast.mara, at=ago(hours=2))
    note = written(
        signed_in(cast.ines),
        session,
        **{
            "act-apology": "on",
            "reception-apology": "accepted",
            "words-apology": "For the late start.",
            "act-validation": "on",
            "words-goals": "Words without the act are not kept.",
            "interventions": ["emdr", "narrative"],
            "interventions_own": "Empty chair",
            "plan_before": "partly",
        },
    )
    said = lines(note, cast.mara)
    assert said["Between us"] == ["validated", "apologised: accepted. For the late start."]
    assert said["What we worked with"] == ["EMDR", "narrative", "Empty chair"]
    assert said["The last plan"] == "partly"
    assert note.content["alliance_words"] == {"apology": "For the late start."}


def test_the_practices_own_list_is_offered_and_what_was_noted_stays(
    cast: Cast, signed_in: SignIn
) -> None:
    """A line is offered in every note of the clinic; gone from the list, it stays where it was."""
    listed = "Schema therapy\nSand play\nemdr"  # the last one is offered to everybody anyway
    Clinic.objects.filter(pk=cast.riverside.pk).update(own_interventions=listed)
    session, browser = session_at(cast.ines, cast.mara, at=ago(hours=2)), signed_in(cast.ines)

    def offered(browser: Browser, session: Session) -> list[str]:
        page = browser.get(f"/sessions/{session.code}/").content.decode()
        return re.findall(r'name="interventions" value="([^"]*)"', page)

    ours = ["Schema therapy", "Sand play"]
    assert offered(browser, session) == [*Intervention.values[:-1], *ours, "other"]
    theirs = session_at(cast.wren, cast.otto, at=ago(hours=2))
    assert offered(signed_in(cast.wren), theirs) == Intervention.values
    note = written(browser, session, interventions=["emdr", "Sand play"])
    Clinic.objects.filter(pk=cast.riverside.pk).update(own_interventions="Schema therapy")
    assert "Sand play" in offered(browser, session)
    note = written(browser, session, version="1", interventions=["emdr", "Sand play"])
    assert lines(note, cast.mara)["What we worked with"] == ["EMDR", "Sand play"]
    refused = browser.post(
        f"/sessions/{session.code}/note/",
        {"version": "2", "format": "dap", "interventions": ["Palmistry"]},
    )
    assert (refused.status_code, Note.objects.get(pk=note.pk).version) == (422, 2)
    following = session_at(cast.ines, cast.mara, at=ago(hours=1))
    assert "Sand play" not in offered(browser, following)
    brief = browser.get(f"/sessions/{following.code}/").content.decode()
    assert "Sand play" in brief  # what was worked with the last time


def test_goals_strengths_and_an_exercise(cast: Cast, signed_in: SignIn) -> None:
    goal = propose_goal(cast.mara, by=cast.ines, words="Sleep through.", proposed_by="client")
    other = propose_goal(cast.theo, by=cast.ines, words="Stay.", proposed_by="client")
    session = session_at(cast.ines, cast.mara, at=ago(hours=2))
    browser, prefix = signed_in(cast.ines), f"person-{cast.mara.code}"
    assert "Sleep through." in browser.get(f"/sessions/{session.code}/").content.decode()
    note = written(
        browser,
        session,
        **{
            f"{prefix}-goals": [str(goal.code)],
            f"{prefix}-strength": "She asked.",
            f"{prefix}-education": "What arousal does.",
            f"{prefix}-exercise": "Ten minutes outside.",
            f"{prefix}-exercise_fit": "chosen together",
        },
    )
    said = lines(note, cast.mara)
    assert said["Goals touched"] == ["Sleep through."]
    assert said["A strength that showed"] == "She asked."
    assert said["Explained"] == "What arousal does."
    assert said["To try until next time"] == "Ten minutes outside. (chosen together)"
    # Somebody else's goal cannot be touched from here; what was typed stays.
    refused = browser.post(
        f"/sessions/{session.code}/note/",
        {
            "version": str(note.version),
            "format": "dap",
            f"rating-{cast.mara.code}-version": "0",
            f"{prefix}-goals": [str(other.code)],
            f"{prefix}-strength": "Typed and kept.",
        },
    )
    assert refused.status_code == 422
    assert "Typed and kept." in refused.content.decode()
    assert Note.objects.get(session=session).content == note.content


def test_a_touched_goal_stays_touched_when_it_is_set_aside(cast: Cast, signed_in: SignIn) -> None:
    goal = propose_goal(cast.mara, by=cast.ines, words="Sleep through.", proposed_by="client")
    session = session_at(cast.ines, cast.mara, at=ago(hours=2))
    browser, prefix = signed_in(cast.ines), f"person-{cast.mara.code}"
    note = written(browser, session, **{f"{prefix}-goals": [str(goal.code)]})
    type(goal).objects.filter(pk=goal.pk).update(set_aside_on=goal.proposed_on)
    page = browser.get(f"/sessions/{session.code}/").content.decode()
    assert f'value="{goal.code}"' in page
    again = written(
        browser, session, version=str(note.version), **{f"{prefix}-goals": [str(goal.code)]}
    )
    assert lines(again, cast.mara)["Goals touched"] == ["Sleep through."]


def test_each_of_a_couple_has_a_part_that_the_others_record_never_shows(
    cast: Cast, signed_in: SignIn
) -> None:
    session = session_at(cast.ines, cast.mara, cast.theo, at=ago(hours=2))
    browser = signed_in(cast.ines)
    note = written(
        browser,
        session,
        **{
            "section-data": "They came together.",
            f"person-{cast.mara.code}-words": "Mara hid a smile.",
            f"person-{cast.theo.code}-words": "Theo looked away.",
            f"person-{cast.theo.code}-exercise": "One question a day.",
        },
    )
    hers, his = lines(note, cast.mara), lines(note, cast.theo)
    assert hers == {"Data": "They came together.", "Mara": "Mara hid a smile."}
    assert his == {
        "Data": "They came together.",
        "Theo": "Theo looked away.",
        "Theo: To try until next time": "One question a day.",
    }
    page = browser.get(f"/sessions/{session.code}/").content.decode()
    assert "Mara hid a smile." in page
    assert "Theo looked away." in page


def test_who_may_open_one_of_the_two_sees_and_keeps_only_that_part(
    cast: Cast, signed_in: SignIn
) -> None:
    """Theo has gone to another therapist since; his part stays, and Ines no longer reads it."""
    session = session_at(cast.ines, cast.mara, cast.theo, at=ago(hours=2))
    browser = signed_in(cast.ines)
    note = written(
        browser,
        session,
        **{
            f"person-{cast.mara.code}-words": "Mara hid a smile.",
            f"person-{cast.theo.code}-words": "Theo looked away.",
        },
    )
    cast.theo.care_team.update(therapist=cast.tomas)
    page = browser.get(f"/sessions/{session.code}/").content.decode()
    assert "Mara hid a smile." in page
    assert "Theo looked away." not in page
    again = written(
        browser,
        session,
        version=str(note.version),
        **{f"person-{cast.mara.code}-words": "Mara smiled."},
    )
    people = again.content["people"]
    assert people[str(cast.theo.code)]["words"] == "Theo looked away."
    assert people[str(cast.mara.code)]["words"] == "Mara smiled."


def test_a_signature_covers_every_part(cast: Cast, signed_in: SignIn) -> None:
    session = session_at(cast.ines, cast.mara, cast.theo, at=ago(hours=2))
    browser = signed_in(cast.ines)
    note = written(browser, session, **{f"person-{cast.theo.code}-words": "Theo looked away."})
    before = digest(signed_bytes(note))
    note.content["people"][str(cast.theo.code)]["words"] = "Theo looked at her."
    assert digest(signed_bytes(note)) != before


def test_a_note_in_the_earlier_shape_is_still_read(cast: Cast) -> None:
    session = session_at(cast.ines, cast.mara, at=ago(hours=2))
    note = Note(
        clinic=cast.riverside,
        session=session,
        author=cast.ines,
        format="dap",
        content={"sections": {"data": "Words."}, "alliance": {"empathy": ""}, "plan": "Go on."},
        saved_at=ago(hours=1),
    )
    assert lines(note, cast.mara) == {
        "Data": "Words.",
        "Between us": ["empathised"],
        "Plan for next time": "Go on.",
    }
