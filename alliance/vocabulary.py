"""The words in which ruptures and repair are recorded.

A vocabulary for reflection, informed by the published observer systems and task analyses; what
it produces is a therapist's note, not an observer's score.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Which way somebody moved: away, against, or both."""

    WITHDRAWAL = "withdrawal", _("withdrawal")
    CONFRONTATION = "confrontation", _("confrontation")
    MIXED = "mixed", _("both")


class Party(models.TextChoices):
    """Who moved. It belongs to the relationship: the therapist can withdraw or confront too."""

    CLIENT = "client", _("the client")
    THERAPIST = "therapist", _("I did")
    MUTUAL = "mutual", _("both of us")


class Noticer(models.TextChoices):
    """Who noticed first."""

    CLIENT = "client", _("the client")
    THERAPIST = "therapist", _("I did")
    SUPERVISOR = "supervisor", _("my supervisor")
    SIGNAL = "signal", _("a signal that I then confirmed")


class Domain(models.TextChoices):
    """What it was about."""

    BOND = "bond", _("the bond between us")
    GOALS = "goals", _("what we are working toward")
    TASKS = "tasks", _("how we work")
    FRAME = "frame", _("the frame: time, fees, setting")
    IDENTITY = "identity", _("identity and culture")


class Marker(models.TextChoices):
    """What it looked like in the room."""

    SHUTTING_DOWN = "shutting down", _("shutting down: denial, minimal response, giving up")
    AVOIDING = "avoiding", _("avoiding: abstract talk, storytelling, changing the topic")
    MASKING = "masking", _("masking: appeasing, or feeling that does not match the words")
    SELF_CRITICISM = "self-criticism", _("self-criticism or hopelessness")
    ABOUT_THERAPIST = "about the therapist", _("complaint about me")
    REJECTING = "rejecting", _("rejecting what I offered")
    ABOUT_ACTIVITIES = "about activities", _("complaint about what we do")
    ABOUT_FRAME = "about the frame", _("complaint about time, fees or setting")
    ABOUT_PROGRESS = "about progress", _("complaint about progress")
    DEFENDING = "defending", _("defending themselves against me")
    CONTROLLING = "controlling", _("efforts to control or pressure me")


WITHDRAWAL_MARKERS = [
    Marker.SHUTTING_DOWN,
    Marker.AVOIDING,
    Marker.MASKING,
    Marker.SELF_CRITICISM,
]
CONFRONTATION_MARKERS = [marker for marker in Marker if marker not in WITHDRAWAL_MARKERS]


class Outcome(models.TextChoices):
    """Where a rupture stands."""

    OPEN = "open", _("open")
    REPAIRING = "repairing", _("being repaired")
    REPAIRED = "repaired", _("repaired")
    NOT_REPAIRED = "not repaired", _("not repaired")
    ENDED = "therapy ended", _("therapy ended")


class Strategy(models.TextChoices):
    """What was done about it. No order is implied."""

    CLARIFY = "clarify", _("cleared up a misunderstanding")
    CHANGE = "change", _("changed a task or a goal")
    EXPLAIN = "explain", _("explained why we do it")
    REFOCUS = "refocus", _("came back to the task")
    INVITE = "invite", _("invited thoughts and feelings about me or the therapy")
    OWN_PART = "own part", _("acknowledged my part")
    APOLOGISE = "apologise", _("apologised")
    DISCLOSE = "disclose", _("said how the moment was for me")
    VALIDATE = "validate", _("validated the need to protect themselves")
    LINK_US = "link us", _("linked it to a pattern between us")
    LINK_WIDER = "link wider", _("linked it to patterns in other relationships")


RENEGOTIATING = [Strategy.CLARIFY, Strategy.CHANGE, Strategy.EXPLAIN, Strategy.REFOCUS]
EXPLORING = [strategy for strategy in Strategy if strategy not in RENEGOTIATING]


class Response(models.TextChoices):
    """How the client took it."""

    OPENED = "opened", _("opened up")
    EASED = "eased", _("eased a little")
    UNCHANGED = "unchanged", _("no change I could see")
    WITHDREW = "withdrew", _("pulled further away")
    CONFRONTED = "confronted", _("pushed back")
