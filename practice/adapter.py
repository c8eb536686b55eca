"""How signing in differs from allauth's defaults."""

import logging
from smtplib import SMTPException
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.http import HttpRequest

from practice import audit, outbox
from practice.models import Membership, User
from practice.start import start_page

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves; a sign-in leaves an audit row; mail goes by the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: people come by invitation of a clinic."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where this person's day begins."""
        return start_page(getattr(request.user, "membership", None) or _work_of(request.user.pk))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """Record the sign-in in the person's clinic."""
        if membership := _work_of(user.pk):
            audit.record(audit.Kind.SIGNED_IN, membership, by=membership)
        return super().post_login(request, user, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail: a mail server that is away must not break a password reset.

        An address that nobody works under belongs to no clinic's outbox; its mail goes out
        directly, and a failure is logged, not shown, or it would tell who has an account.
        """
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        membership = Membership.objects.filter(user__email__iexact=email, ended_at=None).first()
        if membership:
            words = {"subject": message.subject, "body": message.body, "to": email}
            outbox.put("account-mail", membership, code=uuid4(), secret=words)
        else:
            _send_or_log(message)


def _work_of(user_id: int | None) -> Membership | None:
    if user_id is None:
        return None
    return Membership.objects.filter(user_id=user_id, ended_at=None).first()


def _send_or_log(message: EmailMessage) -> None:
    try:
        message.send()
    except (SMTPException, OSError) as error:
        log.warning("account mail not sent: %s", type(error).__name__)
