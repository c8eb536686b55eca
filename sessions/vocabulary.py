"""The words of the alliance section that stands under every note format.

Each act is recorded with the client's response, and in words where they are wanted. Nothing is
ever counted up into a score: a checklist is not an alliance.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """What was done between the two of them today."""

    RAPPORT = "rapport", _("made contact")
    EMPATHY = "empathy", _("empathised")
    VALIDATION = "validation", _("validated")
    LISTENING = "listening", _("reflected, paraphrased")
    SELF_DISCLOSURE = "self-disclosure", _("disclosed something of mine, for a reason")
    TALKED_ABOUT_US = "talked about us", _("talked about us")
    AGENDA = "agenda", _("shared the agenda")
    GOALS = "goals", _("set or revised goals")
    RATIONALE = "rationale", _("explained why")
    PREFERENCES = "preferences", _("asked what they prefer")
    FEEDBACK = "feedback", _("asked how it is")
    DISAGREEMENT = "disagreement", _("invited disagreement")
    CHANGED = "changed", _("changed something because of it")
    STRENGTH = "strength", _("named a strength")
    EDUCATION = "education", _("explained something useful")
    SKILL = "skill", _("practised a skill")
    ATTACHMENT = "attachment", _("spoke of closeness and distance")
    PATTERN = "pattern", _("looked at a pattern in relationships")
    OWN_PART = "own part", _("named my part")
    APOLOGY = "apology", _("apologised")
    PROMISE_MADE = "promise made", _("made a promise")
    PROMISE_KEPT = "promise kept", _("kept a promise")


ACT_GROUPS: list[tuple[str | Promise, list[Act]]] = [
    (_("Bond"), [Act.RAPPORT, Act.EMPATHY, Act.VALIDATION, Act.LISTENING]),
    (_("Authenticity"), [Act.SELF_DISCLOSURE, Act.TALKED_ABOUT_US]),
    (_("Collaboration"), [Act.AGENDA, Act.GOALS, Act.RATIONALE, Act.PREFERENCES]),
    (_("Feedback"), [Act.FEEDBACK, Act.DISAGREEMENT, Act.CHANGED]),
    (_("Empowerment"), [Act.STRENGTH, Act.EDUCATION, Act.SKILL]),
    (_("Relational work"), [Act.ATTACHMENT, Act.PATTERN]),
    (_("Accountability"), [Act.OWN_PART, Act.APOLOGY, Act.PROMISE_MADE, Act.PROMISE_KEPT]),
]
"""The acts under their headings; every act stands under exactly one."""

ASKED_OF_ACT = {
    Act.SELF_DISCLOSURE: _("what for?"),
    Act.TALKED_ABOUT_US: _("what was said about the two of us?"),
    Act.GOALS: _("by whom?"),
    Act.RATIONALE: _("did it make sense to them?"),
    Act.FEEDBACK: _("what did they say?"),
    Act.CHANGED: _("what is different now?"),
    Act.PATTERN: _("wish · the other’s response · own response"),
    Act.APOLOGY: _("what for, how it was for them, what I will do differently"),
}
"""What the line of words beside an act asks, where it is not just "in words"."""


class Reception(models.TextChoices):
    """How the client took it."""

    WELCOMED = "welcomed", _("welcomed")
    ACCEPTED = "accepted", _("accepted")
    UNSURE = "unsure", _("hard to tell")
    DECLINED = "declined", _("declined")


class Intervention(models.TextChoices):
    """What was worked with."""

    CBT = "cbt", _("cognitive-behavioural")
    EMOTION = "emotion-focused", _("emotion-focused")
    NARRATIVE = "narrative", _("narrative")
    CAT = "cat", _("cognitive-analytic")
    PSYCHODYNAMIC = "psychodynamic", _("psychodynamic")
    SOLUTION = "solution-focused", _("solution-focused")
    EMDR = "emdr", _("EMDR")
    ATTACHMENT = "attachment", _("attachment")
    MINDFULNESS = "mindfulness", _("mindfulness")
    OTHER = "other", _("something else")


class LastPlan(models.TextChoices):
    """What became of what was planned the last time."""

    DONE = "done", _("done")
    PARTLY = "partly", _("partly")
    NOT_YET = "not yet", _("not yet")
    CHANGED = "changed", _("we chose otherwise")


class Fit(models.TextChoices):
    """How an exercise came about: what is chosen together is done more often."""

    TOGETHER = "chosen together", _("chosen together")
    SUGGESTED = "suggested", _("suggested by me")
    ADAPTED = "adapted", _("adapted to what they said")
