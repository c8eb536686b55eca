"""A clinic's own prior: estimated from enough answers, compared, applied, taken back."""

import random
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alliance.actions.estimate import estimate_prior, estimate_priors
from alliance.actions.prior import prior_in_force, shipped_prior
from alliance.models import ClinicPrior, Rating, Reading, Standing
from alliance.models.rating import Perspective
from alliance.tasks import estimate_clinic_priors, reread_readings
from clients.models import Client
from practice.models import AuditEvent, Membership
from sessions.models import Participation, Session
from tests.cast import Cast, ago

KEY = "alliance-client"
SignedIn = Callable[[Membership], Browser]


def answered(cast: Cast, *, clients: int, ratings: int, level: float = 6.5, seed: int = 1) -> None:
    """So many people of Ines with so many answers each, around `level`: the rows alone."""
    draw = random.Random(seed)
    clinic = cast.riverside
    people = Client.objects.bulk_create(
        Client(clinic=clinic, name=f"Person {n}", sort_key="pe", began_on=ago(days=90).date())
        for n in range(clients)
    )
    for n in range(ratings):
        at = ago(days=7 * (ratings - n))
        sessions = Session.objects.bulk_create(
            Session(clinic=clinic, therapist=cast.ines, starts_at=at) for _ in people
        )
        Participation.objects.bulk_create(
            Participation(clinic=clinic, session=session, client=person, starts_at=at)
            for session, person in zip(sessions, people, strict=True)
        )
        Rating.objects.bulk_create(
            Rating(
                clinic=clinic,
                session=session,
                client=person,
                perspective=Perspective.CLIENT,
                instrument=KEY,
                instrument_version=1,
                answers={},
                score=max(0.0, min(10.0, level + person.pk % 5 / 2 + draw.gauss(0, 0.5))),
                rated_at=at,
            )
            for session, person in zip(sessions, people, strict=True)
        )


def waiting(cast: Cast) -> ClinicPrior:
    """An estimate from enough answers that nobody applied."""
    answered(cast, clients=42, ratings=6)
    found = estimate_prior(cast.riverside.pk, KEY)
    assert found
    return found


def test_forty_people_with_four_answers_each_are_enough(cast: Cast) -> None:
    answered(cast, clients=39, ratings=4)
    answered(cast, clients=9, ratings=3, seed=2)
    assert estimate_prior(cast.riverside.pk, KEY) is None
    answered(cast, clients=1, ratings=4, seed=3)
    found = estimate_prior(cast.riverside.pk, KEY)
    assert found
    assert (found.version, found.clients, found.ratings) == (1, 40, 39 * 4 + 27 + 4)
    assert 7.2 < found.mu < 7.8
    assert 0.4 < found.sigma2**0.5 < 0.65
    assert found.applied_at is None


def test_an_estimate_reads_nothing_until_it_is_applied(cast: Cast) -> None:
    own = waiting(cast)
    assert prior_in_force(cast.riverside.pk, KEY) == shipped_prior(KEY)
    assert own.flagged_after - own.flagged_before == own.only_after - own.only_before


def test_the_same_answers_make_no_second_version(cast: Cast) -> None:
    waiting(cast)
    assert estimate_priors(cast.riverside.pk) == []
    assert estimate_priors(cast.hillside.pk) == []
    answered(cast, clients=40, ratings=6, level=4.0, seed=5)
    estimate_clinic_priors(cast.riverside.pk)
    assert list(ClinicPrior.objects.values_list("version", flat=True)) == [1, 2]


def test_an_admin_compares_and_applies(cast: Cast, signed_in: SignedIn) -> None:
    own = waiting(cast)
    browser = signed_in(cast.ada)
    page = browser.get(reverse("priors")).content.decode()
    assert "There are new figures to look at for 1 instrument." in page
    assert f"{own.mu:.2f}" in page
    said = (
        f"Of {own.ratings} answers, {own.flagged_before} were worth asking about as they are read "
        f"now. With these figures it would be {own.flagged_after}: {own.only_after} more, and "
        f"{own.only_before} no longer."
    )
    assert said in page
    assert browser.post(reverse("apply_prior", args=[own.code])).status_code == 302
    own.refresh_from_db()
    assert (own.applied_by, own.retired_at, own.reread_at) == (cast.ada, None, None)
    assert prior_in_force(cast.riverside.pk, KEY) == own.as_science()
    assert "Answers are being read anew." in browser.get(reverse("priors")).content.decode()
    reread_readings()
    own.refresh_from_db()
    assert own.reread_at is not None
    assert Reading.objects.filter(clinic=cast.riverside).count() == own.ratings
    assert Standing.objects.filter(clinic=cast.riverside).count() == 42
    assert AuditEvent.objects.filter(about="alliance.clinicprior", actor=cast.ada.code).count() == 1


def test_applying_twice_says_so(cast: Cast, signed_in: SignedIn) -> None:
    own = waiting(cast)
    browser = signed_in(cast.ada)
    browser.post(reverse("apply_prior", args=[own.code]))
    page = browser.post(reverse("apply_prior", args=[own.code]), follow=True).content.decode()
    assert "These figures were replaced meanwhile. Look again." in page


def test_a_newer_version_retires_the_one_in_force(cast: Cast, signed_in: SignedIn) -> None:
    first = waiting(cast)
    browser = signed_in(cast.ada)
    browser.post(reverse("apply_prior", args=[first.code]))
    answered(cast, clients=40, ratings=6, level=4.0, seed=5)
    second = estimate_prior(cast.riverside.pk, KEY)
    assert second
    browser.post(reverse("apply_prior", args=[second.code]))
    first.refresh_from_db()
    assert first.retired_at is not None
    assert prior_in_force(cast.riverside.pk, KEY) == second.as_science()
    assert [prior.version for prior in ClinicPrior.objects.to_reread()] == [2]


def test_back_to_the_shipped_figures(cast: Cast, signed_in: SignedIn) -> None:
    own = waiting(cast)
    browser = signed_in(cast.ada)
    browser.post(reverse("apply_prior", args=[own.code]))
    reread_readings()
    read_by_own = Reading.objects.filter(superseded_at=None).order_by("rating")
    expected = list(read_by_own.values_list("expected", flat=True))
    browser.post(reverse("retire_prior", args=[own.code]))
    reread_readings()
    assert prior_in_force(cast.riverside.pk, KEY) == shipped_prior(KEY)
    now = Reading.objects.filter(superseded_at=None).order_by("rating")
    assert list(now.values_list("expected", flat=True)) != expected
    assert {reading.cause for reading in now} == {"prior"}
    assert not ClinicPrior.objects.to_reread().exists()
    page = browser.post(reverse("retire_prior", args=[own.code]), follow=True).content.decode()
    assert "These figures were not in force any more." in page


def test_only_the_clinics_admins(cast: Cast, signed_in: SignedIn) -> None:
    own = waiting(cast)
    for member in (cast.ines, cast.noor, cast.wren):
        assert signed_in(member).get(reverse("priors")).status_code == 404
        assert signed_in(member).post(reverse("apply_prior", args=[own.code])).status_code == 404
    theirs = signed_in(cast.olga)
    foreign = theirs.post(reverse("apply_prior", args=[own.code]))
    absent = theirs.post(reverse("apply_prior", args=[uuid4()]))
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    assert "Nobody has answered yet." in theirs.get(reverse("priors")).content.decode()
    own.refresh_from_db()
    assert own.applied_at is None


def test_the_database_refuses_what_is_too_few_and_two_in_force(cast: Cast) -> None:
    own = waiting(cast)
    refused = (
        {"clients": 39, "ratings": 160},
        {"clients": 40, "ratings": 159},
        {"sigma2": 0.0},
        {"nu0": 2.0},
        {"applied_at": timezone.now()},
    )
    for change in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            ClinicPrior.objects.filter(pk=own.pk).update(**change)
    ClinicPrior.objects.filter(pk=own.pk).update(applied_at=timezone.now(), applied_by=cast.ada)
    own.pk, own.code, own.version = None, uuid4(), 2
    own.applied_at, own.applied_by = timezone.now(), cast.ada
    with pytest.raises(IntegrityError), transaction.atomic():
        own.save()


def test_two_queries_however_many_instruments(
    cast: Cast, signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(cast.ada)
    for _ in range(2):
        with django_assert_num_queries(4):
            assert browser.get(reverse("priors")).status_code == 200
        waiting(cast)
