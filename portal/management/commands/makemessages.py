"""Collects the texts that clients read. The pages of the staff speak English alone so far."""

from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages

SPOKEN = ("portal/", "templates/portal/", "alliance/letters.py", "alliance/mail.py")


class Command(makemessages.Command):
    """Django's command, looking only where texts for clients stand."""

    def find_files(self, root: str) -> list[Any]:
        """The files under `root` that hold texts for clients."""
        found: list[Any] = super().find_files(root)
        return [each for each in found if Path(each.path).as_posix().startswith(SPOKEN)]
