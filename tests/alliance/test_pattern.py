"""Patterns, their episodes, notes on attachment: who sees them, and that nothing disappears."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.actions import (
    add_episode,
    end_pattern,
    record_attachment_note,
    record_pattern,
    record_rupture,
    share_pattern,
)
from alliance.models import AttachmentNote, PatternChange, PatternEpisode, RelationalPattern
from clients.models import Client
from practice.models import AuditEvent, Membership
from tests.cast import Cast, ago, session_at

SignIn = Callable[[Membership], Browser]
WORDS = {
    "wish": "To be kingfisher close.",
    "of_the_other": "They turn away.",
    "of_the_self": "Goes quiet.",
    "with_whom": "Her sister; me.",
}


def written(cast: Cast, client: Client | None = None) -> RelationalPattern:
    return record_pattern(client or cast.mara, by=cast.ines, **WORDS)


def happened(cast: Cast, pattern: RelationalPattern, days: int = 7) -> PatternEpisode:
    met = session_at(cast.ines, cast.mara, at=ago(days=days))
    return add_episode(pattern, by=cast.ines, session=met, what_happened="A kingfisher pause.")


def kinds(pattern: RelationalPattern) -> list[str]:
    return list(pattern.changes.values_list("kind", flat=True))


def test_a_pattern_is_written_down_and_put_in_other_words(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    assert browser.post(f"/clients/{cast.mara.code}/patterns/new/", WORDS).status_code == 302
    pattern = RelationalPattern.objects.get()
    path = f"/patterns/{pattern.code}/"
    again = WORDS | {"wish": "To be asked.", "version": "1"}
    assert browser.post(path, again).status_code == 302
    # From an older form: told, and the words are still there.
    late = browser.post(path, again | {"wish": "Something third."})
    assert late.status_code == 422
    assert "Something third." in late.content.decode()
    assert [(each.version, each.wish) for each in pattern.changes.all()] == [
        (1, "To be kingfisher close."),
        (2, "To be asked."),
    ]
    assert "To be kingfisher close." in browser.get(path).content.decode()


def test_what_is_missing_is_said_and_the_rest_stays(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    pattern = written(cast)
    session_at(cast.ines, cast.mara, at=ago(days=7))
    for path, data, kept in (
        (f"/clients/{cast.mara.code}/patterns/new/", {"of_the_self": "Kept words."}, "Kept words."),
        (f"/clients/{cast.mara.code}/attachment/new/", {"words": "Kept words."}, "Kept words."),
        (f"/patterns/{pattern.code}/", {"with_whom": "Kept words.", "version": 1}, "Kept words."),
        (f"/patterns/{pattern.code}/episodes/new/", {"different": "Kept words."}, "Kept words."),
        (f"/patterns/{pattern.code}/end/", {"version": 1}, "Say it in a few words."),
    ):
        answer = browser.post(path, data)
        assert (answer.status_code, kept in answer.content.decode()) == (422, True), path
    assert (RelationalPattern.objects.count(), PatternEpisode.objects.count()) == (1, 0)


def test_sharing_ending_and_fitting_again_are_kept(cast: Cast, signed_in: SignIn) -> None:
    browser, pattern = signed_in(cast.ines), written(cast)
    other = written(cast, cast.theo)
    share_pattern(other, by=cast.ines, version=1)
    path = f"/patterns/{pattern.code}"
    shared = RelationalPattern.objects.shared_with(cast.mara)
    assert list(shared) == []
    browser.post(f"{path}/share/", {"shared": "yes", "version": "1"})
    assert list(shared.all()) == [pattern]
    browser.post(f"{path}/share/", {"shared": "no", "version": "2"})
    assert list(shared.all()) == []
    browser.post(f"{path}/share/", {"shared": "yes", "version": "3"})
    browser.post(f"{path}/end/", {"reason": "It was grief.", "version": "4"})
    assert list(shared.all()) == []
    assert "It was grief." in browser.get(f"/clients/{cast.mara.code}/patterns/").content.decode()
    browser.post(f"{path}/resume/", {"version": "5"})
    assert list(shared.all()) == []
    assert kinds(pattern) == ["recorded", "shared", "covered", "shared", "ended", "resumed"]
    assert pattern.changes.get(kind="ended").reason == "It was grief."
    traces = AuditEvent.objects.filter(about_code=pattern.code, kind=AuditEvent.Kind.CHANGED)
    assert [each.detail for each in traces.order_by("id")] == [
        {"change": each} for each in kinds(pattern)[1:]
    ]


def test_an_episode_of_a_session_and_one_of_a_rupture(cast: Cast, signed_in: SignIn) -> None:
    browser, pattern = signed_in(cast.ines), written(cast)
    met = session_at(cast.ines, cast.mara, at=ago(days=7))
    rupture = record_rupture(met, cast.mara, by=cast.ines, direction="withdrawal")
    said = {"what_happened": "She went quiet.", "different": "She said so."}
    browser.post(f"/patterns/{pattern.code}/episodes/new/", said | {"session": str(met.code)})
    path = f"/ruptures/{rupture.code}/episode/"
    assert path in browser.get(f"/ruptures/{rupture.code}/").content.decode()
    browser.post(path, said | {"pattern": str(pattern.code)})
    assert [(each.session, each.rupture) for each in pattern.episodes.all()] == [
        (met, None),
        (None, rupture),
    ]
    page = browser.get(f"/clients/{cast.mara.code}/patterns/").content.decode()
    assert page.count("She said so.") == 2
    episode = pattern.episodes.all()[0]
    browser.post(f"/episodes/{episode.code}/withdraw/")
    page = browser.get(f"/patterns/{pattern.code}/").content.decode()
    assert (page.count("She said so."), page.count("withdrawn ")) == (2, 1)


def test_another_persons_session_rupture_or_pattern_is_no_choice(
    cast: Cast, signed_in: SignIn
) -> None:
    browser, pattern = signed_in(cast.ines), written(cast)
    theos = session_at(cast.ines, cast.theo, at=ago(days=7))
    session_at(cast.ines, cast.mara, at=ago(days=7))
    rupture = record_rupture(theos, cast.theo, by=cast.ines, direction="withdrawal")
    written(cast, cast.theo)
    said = {"what_happened": "Words.", "session": str(theos.code), "pattern": str(pattern.code)}
    for path in (f"/patterns/{pattern.code}/episodes/new/", f"/ruptures/{rupture.code}/episode/"):
        assert browser.post(path, said).status_code == 422
    assert PatternEpisode.objects.count() == 0


def test_an_attachment_note_keeps_its_earlier_words(cast: Cast, signed_in: SignIn) -> None:
    browser = signed_in(cast.ines)
    first = {"words": "Waits to be asked.", "noticed_on": "2026-11-02"}
    browser.post(f"/clients/{cast.mara.code}/attachment/new/", first)
    note = AttachmentNote.objects.get()
    path = f"/attachment/{note.code}/"
    assert browser.post(path, first | {"words": "Asks, with her back turned."}).status_code == 302
    late = browser.post(path, first | {"words": "Another."})
    assert (late.status_code, b"Another." in late.content) == (422, True)
    page = browser.get(f"/clients/{cast.mara.code}/patterns/").content.decode()
    assert page.index("Asks, with her back turned.") < page.index("Waits to be asked.")
    assert AttachmentNote.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        ("ines", 200, 422),
        ("noor", 200, 404),
        ("tomas", 404, 404),
        ("ada", 404, 404),
        ("wren", 404, 404),
    ],
)
def test_who_reads_and_who_writes(
    cast: Cast, signed_in: SignIn, who: str, read: int, write: int
) -> None:
    pattern, browser = written(cast), signed_in(getattr(cast, who))
    note = record_attachment_note(
        cast.mara, by=cast.ines, words="A kingfisher note.", noticed_on=timezone.localdate()
    )
    happened(cast, pattern)
    latest = RelationalPattern.objects.latest("id")
    for path in (f"/clients/{cast.mara.code}/patterns/", f"/patterns/{latest.code}/"):
        answer = browser.get(path)
        assert answer.status_code == read
        assert (b"kingfisher" in answer.content) is (read == 200)
        if who == "noor":
            assert b'method="post" action="/patterns' not in answer.content
    for path in (
        f"/clients/{cast.mara.code}/patterns/new/",
        f"/clients/{cast.mara.code}/attachment/new/",
        f"/patterns/{pattern.code}/",
        f"/patterns/{pattern.code}/end/",
        f"/patterns/{pattern.code}/episodes/new/",
        f"/attachment/{note.code}/",
    ):
        assert browser.post(path, {"x": "y"}).status_code == write, path


def test_the_words_are_sealed_and_leave_no_other_trace(cast: Cast) -> None:
    pattern = written(cast)
    episode = happened(cast, pattern)
    end_pattern(pattern, by=cast.ines, version=1, reason="A kingfisher reason.")
    record_attachment_note(
        cast.mara, by=cast.ines, words="A kingfisher.", noticed_on=timezone.localdate()
    )
    with connection.cursor() as cursor:
        for model in (RelationalPattern, PatternChange, PatternEpisode, AttachmentNote):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            rows = [bytes(v) if isinstance(v, memoryview) else v for r in cursor for v in r]
            assert "kingfisher" not in repr(rows)
    assert "kingfisher" not in repr(list(AuditEvent.objects.values_list("detail")))
    assert "kingfisher" not in repr([str(pattern), str(episode)])


def test_the_database_holds_the_rules(cast: Cast) -> None:
    pattern = written(cast)
    episode = happened(cast, pattern)
    note = record_attachment_note(
        cast.mara, by=cast.ines, words="Words.", noticed_on=timezone.localdate()
    )
    now = timezone.now()
    for refused in (
        lambda: add_episode(pattern, by=cast.ines, what_happened="Of nothing."),
        lambda: PatternEpisode.objects.filter(pk=episode.pk).update(recorded_at=now),
        lambda: PatternEpisode.objects.filter(pk=episode.pk).update(withdrawn_at=now),
        lambda: PatternEpisode.objects.filter(pk=episode.pk).delete(),
        lambda: PatternChange.objects.update(version=9),
        lambda: PatternChange.objects.all().delete(),
        lambda: AttachmentNote.objects.filter(pk=note.pk).update(noticed_on=now.date()),
        lambda: AttachmentNote.objects.filter(pk=note.pk).delete(),
        lambda: RelationalPattern.objects.update(shared_at=now),
        lambda: RelationalPattern.objects.update(ended_at=now),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            refused()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_literal_number_of_queries(cast: Cast, signed_in: SignIn, rows: int) -> None:
    browser = signed_in(cast.ines)
    for number in range(rows):
        pattern = written(cast)
        for each in range(rows):
            happened(cast, pattern, days=7 + 3 * number + each)
        record_attachment_note(
            cast.mara, by=cast.ines, words="Words.", noticed_on=timezone.localdate()
        )
    browser.get("/caseload/")
    counts = []
    latest = RelationalPattern.objects.latest("id")
    for path in (f"/clients/{cast.mara.code}/patterns/", f"/patterns/{latest.code}/"):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        counts.append(len(captured))
    assert counts == [7, 7]
