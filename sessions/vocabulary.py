"""The words of the alliance section that stands under every note format.

Each act is recorded with the client's response. Nothing is ever counted up into a score: a
checklist is not an alliance.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """What helped the two of them meet today."""

    RAPPORT = "rapport", _("made contact")
    EMPATHY = "empathy", _("empathised")
    VALIDATION = "validation", _("validated")
    LISTENING = "listening", _("reflected, paraphrased")
    SELF_DISCLOSURE = "self-disclosure", _("disclosed something of mine, for a reason")
    TALKED_ABOUT_US = "talked about us", _("talked about us")
    AGENDA = "agenda", _("shared the agenda")
    GOALS = "goals", _("revised goals together")
    RATIONALE = "rationale", _("explained why")
    PREFERENCES = "preferences", _("asked what they prefer")
    FEEDBACK = "feedback", _("invited feedback")
    STRENGTH = "strength", _("named a strength")
    EDUCATION = "education", _("explained something useful")
    SKILL = "skill", _("practised a skill")
    OWN_PART = "own part", _("named my part")
    APOLOGY = "apology", _("apologised")
    PROMISE_KEPT = "promise kept", _("kept a promise")


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
