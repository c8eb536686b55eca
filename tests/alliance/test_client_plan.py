"""Goals and plan on the therapist's side: both voices, versions, what waits on Today."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.pages.contributed import _SAYS, _SHOWN_ON
from clients.actions import (
    act_on_goal,
    agree_goal,
    agree_plan,
    comment_on_goal,
    comment_on_plan,
    propose_goal,
    rate_goal,
    reword_goal,
    say_preference,
    write_plan,
)
from clients.models import CareTeamMember, Client, Contribution, Goal, PlanVersion, Preference
from practice.models import Membership, Supervision
from practice.versions import ChangedMeanwhile
from tests.cast import Cast

SignIn = Callable[[Membership], Browser]


def own_goal(client: Client, words: str = "Sleep through the night") -> Goal:
    """One that the client proposed in their space."""
    return propose_goal(client, by=None, words=words, proposed_by="client")


def path_of(client: Client) -> str:
    return f"/clients/{client.code}/plan/"


def test_a_goal_of_theirs_is_read_and_agreed_to(cast: Cast, signed_in: SignIn) -> None:
    browser, goal = signed_in(cast.ines), own_goal(cast.mara)
    page = browser.get(path_of(cast.mara)).text
    for text in ("A goal of Mara waits for your yes.", "Mara agrees; do you?", "Mara proposed it"):
        assert text in page
    path = f"/goals/{goal.code}/"
    assert path in page
    browser.post(path, {"act": "agree", "version": "1"})
    browser.post(path, {"act": "say", "words": "Gladly."})
    assert Goal.objects.get().agreed_on is not None
    page = browser.get(path).text
    for text in ("Ines Okafor agreed", "Gladly.", "agreed by both"):
        assert text in page
    assert "One goal, agreed by both." in browser.get(path_of(cast.mara)).text


def test_two_people_at_once(cast: Cast, signed_in: SignIn) -> None:
    """The client put it in other words while the therapist read the old ones."""
    browser, goal = signed_in(cast.ines), own_goal(cast.mara)
    reword_goal(goal, by=None, words="Sleep at all", version=1)
    path = f"/goals/{goal.code}/"
    late = browser.post(path, {"act": "agree", "version": "1"})
    assert late.status_code == 422
    assert ("This was changed meanwhile." in late.text, "Sleep at all" in late.text) == (True, True)
    late = browser.post(path, {"act": "reword", "version": "1", "words": "My words"})
    assert (late.status_code, "My words" in late.text) == (422, True)
    assert 'name="version" value="2"' in late.text
    browser.post(f"/goals/{goal.code}/agree/", {"version": "1"})
    found = Goal.objects.get()
    assert (found.words, found.agreed_by_therapist_on) == ("Sleep at all", None)
    browser.post(f"/goals/{goal.code}/agree/", {"version": "2"})
    assert Goal.objects.get().agreed_on is not None
    kinds = [each.kind for each in goal.changes.all()]
    assert kinds == ["proposed", "reworded", "together"]
    assert "Both agreed, Ines Okafor wrote it down" in browser.get(path).text


def test_nothing_is_put_in_other_words_once_it_was_reached(cast: Cast) -> None:
    goal = own_goal(cast.mara)
    act_on_goal(goal, "reached", by=cast.ines)
    act_on_goal(goal, "reached", by=None)  # twice changes nothing
    with pytest.raises(ChangedMeanwhile):
        reword_goal(goal, by=None, words="Others", version=1)
    for act in ("agree", "disagree", "set-aside"):
        act_on_goal(goal, act, by=cast.ines)
    assert [each.kind for each in goal.changes.all()] == ["proposed", "reached"]
    act_on_goal(goal, "resume", by=cast.ines)
    found = Goal.objects.get()
    assert (found.is_current, found.agreed_by_client_on is None) == (True, False)


def test_the_plan_has_versions_and_what_was_said_of_each(cast: Cast, signed_in: SignIn) -> None:
    browser, path = signed_in(cast.ines), path_of(cast.mara)
    first = {"part": "plan", "words": "We go slowly", "how_often": "Weekly", "version": "0"}
    assert browser.post(path, first | {"review_on": "2027-03-01"}).status_code == 302
    plan = PlanVersion.objects.get()
    comment_on_plan(plan, by=None, words="Slowly is good")
    agree_plan(cast.mara, version=1)
    browser.post(path, {"part": "comment", "words": "I am glad"})
    # The same once more is no new version, and the agreement holds.
    browser.post(path, first | {"review_on": "2027-03-01", "version": "1"})
    assert PlanVersion.objects.count() == 1
    browser.post(path, {"part": "plan", "words": "More slowly", "version": "1"})
    # From an older form: told, and the words are still there, against the version that holds.
    late = browser.post(path, {"part": "plan", "words": "Faster", "version": "1"})
    assert late.status_code == 422
    for text in ("Somebody wrote another version meanwhile.", "Faster", 'value="2"'):
        assert text in late.text
    assert list(PlanVersion.objects.values_list("number", flat=True)) == [1, 2]
    page = browser.get(path).text
    for text in ("More slowly", "not to this version", "1 earlier version", "Slowly is good"):
        assert text in page
    assert "I am glad" in page


def test_the_words_of_a_plan_never_change(cast: Cast) -> None:
    plan = write_plan(cast.mara, by=cast.ines, words="As it was")
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.filter(pk=plan.pk).update(number=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        own_goal(cast.mara).changes.update(kind="agreed")


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "Say it in a few words."),
        ({"part": "plan", "words": " ", "how_often": "Kept"}, "Kept"),
        ({"part": "plan", "words": "Kept", "review_on": "soon"}, "Kept"),
        ({"part": "plan", "words": "Kept", "version": "x"}, "Kept"),
        ({"part": "comment", "words": ""}, "No plan is written down yet."),
        ({"part": "comment", "words": "No plan to speak of"}, "No plan is written down yet."),
        ({"part": "wanted"}, "Choose something, or write a word or two."),
        ({"part": "wanted", "words": "Kept", "lead": "9"}, "Kept"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(
    cast: Cast, signed_in: SignIn, sent: dict[str, str], error: str
) -> None:
    answer = signed_in(cast.ines).post(path_of(cast.mara), sent)
    assert (answer.status_code, error in answer.text) == (422, True)
    assert (PlanVersion.objects.count(), Preference.objects.count()) == (0, 0)


def test_preferences_stand_beside_the_plan(cast: Cast, signed_in: SignIn) -> None:
    browser, path = signed_in(cast.ines), path_of(cast.mara)
    say_preference(cast.mara, words="Ask me twice", lead=1, time=0)
    page = browser.get(path).text
    for text in ("Ask me twice", "rather: they themselves", "both, or no preference"):
        assert text in page
    assert "In their own words" in page
    browser.post(path, {"part": "wanted", "challenge": "2", "words": "Straight out"})
    kept = Preference.objects.latest("pk")
    assert (kept.said_by, kept.challenge, kept.lead) == (cast.ines, 2, None)
    page = browser.get(path).text
    assert page.index("Straight out") < page.index("What they said before")
    assert page.index("What they said before") < page.index("Ask me twice")
    assert "Written down by Ines Okafor" in page


def test_what_they_did_waits_on_today_until_the_page_is_opened(
    cast: Cast, signed_in: SignIn
) -> None:
    browser, noor = signed_in(cast.ines), signed_in(cast.noor)
    assert "From your clients" not in browser.get("/").text
    own_goal(cast.mara, "kingfisher")
    own_goal(cast.mara, "another kingfisher")
    say_preference(cast.theo, words="kingfisher")
    own_goal(cast.otto)
    page = browser.get("/").text
    for text in ("Mara L. proposed 2 goals", "Theo B. said how therapy should be"):
        assert text in page
    assert ("kingfisher" in page, "Otto" in page) == (False, False)
    # Somebody who guides the work looks without taking it from Today.
    assert noor.get(path_of(cast.mara)).status_code == 200
    assert "Mara L. proposed 2 goals" in browser.get("/").text
    browser.get(path_of(cast.mara))
    page = browser.get("/").text
    assert ("Mara L. proposed" in page, "Theo B. said" in page) == (False, True)
    seen = Contribution.objects.filter(seen_by=cast.ines)
    assert set(seen.values_list("client", flat=True)) == {cast.mara.pk}


def test_a_supervisor_who_cares_for_others_takes_nothing_from_today(
    cast: Cast, signed_in: SignIn
) -> None:
    Membership.objects.filter(pk=cast.noor.pk).update(is_therapist=True)
    own_goal(cast.mara)
    page = signed_in(cast.noor).get(path_of(cast.mara)).text
    assert ("Write the plan" in page, "Mara proposed it" in page) == (False, True)
    assert Contribution.objects.filter(seen_at=None).count() == 1
    assert signed_in(cast.noor).post(path_of(cast.mara), {"words": "Mine"}).status_code == 404


def test_who_no_longer_cares_for_them_is_not_told(cast: Cast, signed_in: SignIn) -> None:
    own_goal(cast.mara)
    CareTeamMember.objects.filter(client=cast.mara).update(ended_on="2026-01-01")
    assert "From your clients" not in signed_in(cast.ines).get("/").text


def test_every_kind_has_its_words_and_its_page() -> None:
    assert set(_SAYS) == set(_SHOWN_ON) == set(Contribution.Kind)


def test_an_older_goal_is_told_from_its_days(cast: Cast, signed_in: SignIn) -> None:
    """Before each word was kept there were two days and no name."""
    Goal.objects.create(
        clinic=cast.riverside,
        client=cast.mara,
        words="From before",
        proposed_on="2026-01-05",
        agreed_on="2026-01-12",
        agreed_by_client_on="2026-01-12",
        agreed_by_therapist_on="2026-01-12",
    )
    page = signed_in(cast.ines).get(path_of(cast.mara)).text
    assert page.index("Both agreed") < page.index("It was written down")


def test_after_the_end_it_is_read_and_not_written(cast: Cast, signed_in: SignIn) -> None:
    Client.objects.filter(pk=cast.mara.pk).update(
        began_on="2026-01-20", ended_on="2026-11-20", ending="planned"
    )
    own_goal(cast.mara)
    page = signed_in(cast.ines).get(path_of(cast.mara)).text
    assert ("Write the plan" in page, "Mara proposed it" in page) == (False, True)


@pytest.mark.parametrize("many", [1, 3])
def test_queries(cast: Cast, signed_in: SignIn, many: int) -> None:
    browser = signed_in(cast.ines)
    browser.get(path_of(cast.theo))  # loads templates and keys
    goal = own_goal(cast.mara)
    for number in range(many):
        goal = own_goal(cast.mara, f"Goal {number}")
        rate_goal(goal, 3)
        rate_goal(goal, 5)
        comment_on_goal(goal, by=cast.ines, words=f"Said {number}")
        agree_goal(goal, by=cast.ines)
        plan = write_plan(cast.mara, by=cast.ines, words=f"Plan {number}", version=number)
        comment_on_plan(plan, by=None, words="Said")
        say_preference(cast.mara, words=f"Said {number}")
    counts = []
    for path in ("/", path_of(cast.mara), "/", f"/goals/{goal.code}/"):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        counts.append(len(captured))
    assert counts == [7, 11, 5, 6]


def test_supervision_that_ended_shows_nothing(cast: Cast, signed_in: SignIn) -> None:
    goal = own_goal(cast.mara)
    Supervision.objects.update(ended_on="2026-01-01")
    for path in (path_of(cast.mara), f"/goals/{goal.code}/"):
        assert signed_in(cast.noor).get(path).status_code == 404
