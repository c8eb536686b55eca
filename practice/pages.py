"""What the pages about people and one's own account show. A fixed number of queries each."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import ngettext

from practice.models import Clinic, Invitation, Membership, Supervision, User


@dataclass
class SecondFactors:
    """What stands beside somebody's password."""

    app: bool = False
    passkeys: list[str] = field(default_factory=list)
    recovery_codes: bool = False

    def __bool__(self) -> bool:
        """Recovery codes alone are none: they replace a factor that was lost."""
        return self.app or bool(self.passkeys)


@dataclass
class Person:
    """One row of the people page."""

    membership: Membership
    factors: SecondFactors
    supervises: list[Supervision] = field(default_factory=list)
    supervised_by: list[Supervision] = field(default_factory=list)

    @property
    def last_signed_in_at(self) -> datetime | None:
        """In UTC; None when they never did."""
        return self.membership.user.last_login


@dataclass
class People:
    """The people page: who works here, who worked here, who was asked to."""

    sentence: str
    working: list[Person]
    ended: list[Membership]
    invitations: list[Invitation]


@dataclass
class Supervisions:
    """Who supervises this person, and whom they supervise, asked for or agreed to."""

    by: list[Supervision]
    of: list[Supervision]

    @property
    def to_decide(self) -> list[Supervision]:
        """Those that wait for this person to agree."""
        return [each for each in self.by if not each.agreed_at]

    @property
    def agreed(self) -> list[Supervision]:
        """Those that this person agreed to."""
        return [each for each in self.by if each.agreed_at]


def people(clinic: Clinic) -> People:
    """Everybody in the clinic: four queries, however many they are."""
    everybody = list(
        Membership.objects.select_related("user").filter(clinic=clinic).order_by("user__name")
    )
    working = [membership for membership in everybody if membership.ended_at is None]
    factors = _factors(Q(user__in=[membership.user_id for membership in working]))
    rows = {each.pk: Person(each, factors[each.user_id]) for each in working}
    pairs = Supervision.objects.filter(clinic=clinic, ended_on=None).order_by("pk")
    for pair in pairs.filter(supervisor__ended_at=None, supervisee__ended_at=None):
        supervisor, supervisee = rows[pair.supervisor_id], rows[pair.supervisee_id]
        pair.supervisor, pair.supervisee = supervisor.membership, supervisee.membership
        supervisor.supervises.append(pair)
        supervisee.supervised_by.append(pair)
    open_ones = Invitation.objects.filter(clinic=clinic, accepted_at=None, revoked_at=None)
    return People(
        sentence=_sentence(list(rows.values())),
        working=list(rows.values()),
        ended=[membership for membership in everybody if membership.ended_at],
        invitations=list(open_ones.order_by("-created_at")),
    )


def supervisions(membership: Membership) -> Supervisions:
    """One person's supervisions as they stand today."""
    either = Q(supervisor=membership) | Q(supervisee=membership)
    found = list(
        Supervision.objects.filter(either, ended_on=None).select_related(
            "supervisor__user", "supervisee__user", "asked_by__user"
        )
    )
    return Supervisions(
        by=[each for each in found if each.supervisee_id == membership.pk],
        of=[each for each in found if each.supervisor_id == membership.pk],
    )


def second_factors(user: User) -> SecondFactors:
    """What stands beside this person's password."""
    return _factors(Q(user=user))[user.pk]


def _factors(of: Q) -> dict[int, SecondFactors]:
    found: dict[int, SecondFactors] = defaultdict(SecondFactors)
    for authenticator in Authenticator.objects.filter(of).order_by("pk"):
        factors = found[authenticator.user_id]
        if authenticator.type == Authenticator.Type.TOTP:
            factors.app = True
        elif authenticator.type == Authenticator.Type.WEBAUTHN:
            factors.passkeys.append(str(authenticator))
        else:
            factors.recovery_codes = True
    return found


def _sentence(rows: list[Person]) -> str:
    """'Six people work here. Two sign in with a password alone.'"""
    here = _counted(
        ngettext("%(many)s person works here.", "%(many)s people work here.", len(rows)),
        len(rows),
    )
    many, bare = len(rows), sum(not row.factors for row in rows)
    if not bare:
        how = ngettext(
            "They sign in with a second factor.", "All of them sign in with a second factor.", many
        )
    elif bare == many:
        how = ngettext(
            "They sign in with a password alone.",
            "All of them sign in with a password alone.",
            many,
        )
    else:
        alone = ngettext(
            "%(many)s signs in with a password alone.",
            "%(many)s sign in with a password alone.",
            bare,
        )
        how = _counted(alone, bare)
    return f"{here} {how}"


def _counted(sentence: str, many: int) -> str:
    return capfirst(sentence % {"many": apnumber(many)})
