"""Read by your therapist: what became of the last check-in, for the client's own pages."""

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from alliance.actions.check_in import mark_check_ins_read
from alliance.models import CheckIn
from portal.pages.read_by import last_read
from tests.cast import Cast
from tests.portal.test_review import send


def test_nothing_was_sent(begun: Browser, cast: Cast) -> None:
    assert last_read(cast.mara) is None


def test_sent_then_read_by_somebody_with_a_name(answered: Browser, cast: Cast) -> None:
    send(answered)
    waiting = last_read(cast.mara)
    assert waiting is not None
    assert (waiting.at, waiting.by, waiting.is_ahead) == (None, "", True)
    assert last_read(cast.theo) is None
    mark_check_ins_read([CheckIn.objects.get()], by=cast.ines)
    with CaptureQueriesContext(connection) as captured:
        read = last_read(cast.mara)
        assert read is not None
        assert (read.at is not None, read.by) == (True, "Ines Okafor")
    assert len(captured) == 1
