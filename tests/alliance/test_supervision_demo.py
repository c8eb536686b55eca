"""The invented practice: one question to the supervisor is answered, one is open."""

from alliance.demo import invent
from alliance.models import SupervisionQuestion, SupervisionReply


def test_one_question_is_answered_and_one_is_open(db: None) -> None:
    invent()
    asked = list(SupervisionQuestion.objects.order_by("asked_at"))
    assert [(each.client.short_name, bool(each.waits_since)) for each in asked] == [
        ("Theo B.", False),
        ("Conrad W.", True),
    ]
    assert {(each.asked_by.name, each.asked_of.name) for each in asked} == {
        ("Dr. Ines Okafor", "Noor Haddad")
    }
    (reply,) = SupervisionReply.objects.all()
    for each in asked:
        assert each.rupture
        assert each.rupture.recorded_at < each.asked_at
    assert asked[0].asked_at < reply.at
    assert list(SupervisionQuestion.objects.answered_unread()) == [asked[0]]
