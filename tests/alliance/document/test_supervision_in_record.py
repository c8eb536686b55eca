"""What was said in supervision goes along with the record only where the clinic keeps it there."""

import pytest

from alliance.actions import ask_supervisor, record_rupture, reply_to_question
from alliance.document.record import Wanted, record_document
from practice.models import Clinic
from tests.cast import Cast, ago, session_at


@pytest.mark.parametrize("stays", [False, True])
def test_a_thread_is_in_the_record_where_it_stays(cast: Cast, stays: bool) -> None:
    Clinic.objects.update(supervision_stays=stays)
    cast.ines.clinic.refresh_from_db()
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    rupture = record_rupture(
        met, cast.mara, by=cast.ines, direction="withdrawal", own_part="dunnock"
    )
    asked = ask_supervisor(
        cast.mara, of=cast.noor, by=cast.ines, rupture=rupture, question="bittern"
    )
    reply_to_question(asked, by=cast.noor, kind="answer", words="plover")
    made = str(record_document(cast.mara, Wanted(), cast.ines))
    assert [word in made for word in ("bittern", "plover", "dunnock")] == [stays, stays, False]
    assert ("From supervision" in made) == stays
