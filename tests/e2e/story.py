"""The story that `test_story` tells: who is in it, what they say, and where it stands."""

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.e2e.conftest import Open
from tests.e2e.installation import Installation
from tests.e2e.postbox import Letter

CLINIC = "Meadow Lane Psychotherapy"
ADMIN, THERAPIST, CLIENT = "ada@meadow.example", "ines@meadow.example", "mara@mail.example"
PASSWORD = "seven quiet herons"

# What must stay between the two of them. Each is looked for wherever it must not be.
TENSION = "The homework felt like failing a test again."
WISH = "To slow down and talk about my sister."
NOTED = "She went silent after the worksheet came up."
ASSESSED = "The task ran ahead of what she could carry."
PLANNED = "Ask before proposing any task."
PROMISED = "To bring the shorter exercise."
FEELING = "I caught myself lecturing."
HAPPENED = "She nodded and said it was fine."
OWN_PART = "I pressed on instead of asking."
REPAIRED = "I said that I had gone too fast."
ADDED = "She telephoned later and sounded lighter."
SECRETS = [TENSION, WISH, NOTED, ASSESSED, PLANNED, PROMISED, FEELING, HAPPENED]
SECRETS += [OWN_PART, REPAIRED, ADDED]
# What an e-mail must not give away to whoever sees it on a locked screen.
CLINICAL = ["therap", "clinic", "session", "patient", "client", "counsel", "psych", "mental"]


@dataclass
class Story:
    """The windows that stay open, and what came of each chapter."""

    house: Installation
    open_window: Open
    zone: str
    admin: Page
    therapist: Page
    client_page: str = ""
    last_week: str = ""
    today: str = ""

    def letter(self, number: int = 1) -> Letter:
        """The `number`-th message to the client."""
        return self.house.letter_to(CLIENT, number)
