"""Open a clinic: `manage.py create_clinic --name … --admin-email … --admin-name …`."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from practice import actions
from practice.models import Clinic, Membership


class Command(BaseCommand):
    """Creates a clinic and invites its first admin, or says in one line why not."""

    help = "Create a clinic, invite its admin by e-mail and print the link of the invitation."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the clinic and its admin; zone and language have the model's defaults."""
        parser.add_argument("--name", required=True, help="of the clinic")
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", required=True)
        usual = Clinic()
        parser.add_argument("--time-zone", default=usual.time_zone, help=usual.time_zone)
        parser.add_argument("--language", default=usual.language, help="en or es")

    def handle(self, *args: Any, **options: Any) -> None:
        """All of it or nothing."""
        try:
            token = _open(options)
        except ValidationError as error:
            raise CommandError(_one_line(error)) from error
        self.stdout.write(f"{options['name']} is open. Its admin joins with this link:")
        self.stdout.write(settings.PUBLIC_URL + reverse("join", args=[token]))


def _one_line(error: ValidationError) -> str:
    """What is wrong, and with what: "time_zone: Mars/Base is not a time zone."."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    found = error.message_dict.items()
    return "; ".join(f"{field}: {' '.join(messages)}" for field, messages in found)


@transaction.atomic
def _open(options: dict[str, Any]) -> str:
    email = options["admin_email"].strip().lower()
    validate_email(email)
    if Membership.objects.filter(user__email=email, ended_at=None).exists():
        raise ValidationError(f"{email} works in a clinic already; choose another address.")
    if not options["admin_name"].strip():
        raise ValidationError("The admin needs a name.")
    clinic = actions.create_clinic(
        options["name"].strip(), time_zone=options["time_zone"], language=options["language"]
    )
    _, token = actions.invite(
        clinic, by=None, email=email, name=options["admin_name"].strip(), is_admin=True
    )
    return token
