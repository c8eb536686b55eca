"""`manage.py demo`: fills the database with an invented practice, once."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alliance.demo import invent
from practice import demo


class Command(BaseCommand):
    """Invents two clinics, their people and a year of histories that end today."""

    help = "Invent a practice to look at. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="tell the histories up to the morning of this day",
        )

    def handle(self, *args: Any, today: date | None = None, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only with DEMO=1: invented people have no place among real ones.")
        if demo.people().exists():
            self.stdout.write("The invented practice is already there.")
            return
        told = invent(today)
        self.stdout.write(
            f"Invented {told.clinics} clinics, {told.clients} clients, {told.sessions} sessions."
        )
