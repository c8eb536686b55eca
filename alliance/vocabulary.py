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


class OwnMarker(models.TextChoices):
    """How the therapist themselves moved away or against."""

    WENT_QUIET = "went quiet", _("went quiet or vague")
    CHANGED_TOPIC = "changed topic", _("changed the topic, or hurried on")
    WENT_TECHNICAL = "went technical", _("hid behind technique or explaining")
    PLACATED = "placated", _("agreed or reassured to keep the peace")
    DREADED = "dreaded", _("was bored, absent, or wished it over")
    DEFENDED = "defended", _("defended myself or my method")
    CORRECTED = "corrected", _("corrected, lectured or argued")
    PUSHED = "pushed", _("pushed for the task or for change")
    BLAMED = "blamed", _("blamed or criticised")
    FRAME = "bent the frame", _("was late, ran over, forgot or cancelled")


OWN_WITHDRAWAL = [
    OwnMarker.WENT_QUIET,
    OwnMarker.CHANGED_TOPIC,
    OwnMarker.WENT_TECHNICAL,
    OwnMarker.PLACATED,
    OwnMarker.DREADED,
]
OWN_CONFRONTATION = [marker for marker in OwnMarker if marker not in OWN_WITHDRAWAL]


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


UNFINISHED = [Outcome.OPEN, Outcome.REPAIRING]
ENDINGS = [Outcome.REPAIRED, Outcome.NOT_REPAIRED, Outcome.ENDED]


class OpenedBecause(models.TextChoices):
    """Why the client may read that it is written down, and is asked how it feels now."""

    THERAPIST = "therapist", _("we talked about it")
    CLIENT = "client", _("the client wished it")


class ToldBy(models.TextChoices):
    """How the client's own word about a repair came here."""

    TOLD = "told", _("told the therapist")
    CHECK_IN = "check-in", _("in a check-in")
    SPACE = "space", _("in their own space")


class Change(models.TextChoices):
    """What can become of a rupture, one row each."""

    RECORDED = "recorded", _("written down")
    COMPLETED = "completed", _("completed or corrected")
    OPENED = "opened", _("opened to the client")
    COVERED = "covered", _("no longer shown to the client")
    ATTEMPT = "attempt", _("repair attempted")
    CRITERIA = "criteria", _("said what would count as repaired")
    CLIENT_SAID = "client said", _("the client said how it feels now")
    THERAPIST_SAID = "therapist said", _("the therapist said how it is now")
    REVISIT = "revisit", _("set a day to come back to it")
    PUT_OFF = "put off", _("left for another time")
    CLOSED = "closed", _("ended")
    REOPENED = "reopened", _("reopened")
    KEPT = "kept", _("kept a promise")
    RELEASED = "released", _("was released from a promise")


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


class Said(models.TextChoices):
    """What somebody does by a word in supervision: the supervisor's two, then the therapist's."""

    ANSWER = "answer", _("an answer")
    ASKS = "asks", _("a question back")
    MORE = "more", _("more to it")
    THANKS = "thanks", _("thanks")


SUPERVISOR_SAYS = [Said.ANSWER, Said.ASKS]
SUPERVISEE_SAYS = [Said.MORE, Said.THANKS]
