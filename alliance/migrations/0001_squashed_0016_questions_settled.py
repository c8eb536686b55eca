"""The alliance, its ruptures and their repair, from an empty database.

Installations that were made before take the steps that it replaces.
"""

import alliance.models.rating
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import practice.constraints
import practice.sealed
import uuid
from django.db import migrations, models

from practice.triggers import append_only, frozen_when

EPISODE = (
    "pattern_id",
    "session_id",
    "rupture_id",
    "what_happened",
    "different",
    "recorded_by_id",
    "recorded_at",
)
QUESTION = (
    "clinic_id",
    "code",
    "asked_by_id",
    "asked_of_id",
    "client_id",
    "rupture_id",
    "note_id",
    "from_on",
    "to_on",
    "question",
    "stays_with_record",
    "asked_at",
)
# What became of a rupture, what was said of a pattern, and what was asked is kept for good.
GUARDS = [
    append_only("alliance_rupturechange"),
    append_only("alliance_patternchange"),
    append_only("alliance_attachmentnote"),
    frozen_when("alliance_patternepisode", "OLD.id IS NOT NULL", "said", columns=EPISODE),
    frozen_when("alliance_supervisionquestion", "", "asked", columns=QUESTION),
    append_only("alliance_supervisionreply"),
]


class Migration(migrations.Migration):
    replaces = [
        ("alliance", "0001_initial"),
        ("alliance", "0002_schedule_safety_priors"),
        ("alliance", "0003_signals_answered"),
        ("alliance", "0004_lean_readings"),
        ("alliance", "0005_schedule_interval_is_there"),
        ("alliance", "0006_readings_agree_with_ratings"),
        ("alliance", "0007_split"),
        ("alliance", "0008_life_of_a_rupture"),
        ("alliance", "0009_history_of_ruptures"),
        ("alliance", "0010_history_is_kept"),
        ("alliance", "0011_one_current_reading"),
        ("alliance", "0012_signal_withdrawn"),
        ("alliance", "0013_patterns"),
        ("alliance", "0014_supervision"),
        ("alliance", "0015_check_in_ways"),
        ("alliance", "0016_questions_settled"),
    ]

    initial = True

    dependencies = [
        ("clients", "0001_squashed_0006_agreed_together"),
        ("practice", "0001_squashed_0010_outbox_of_client"),
        ("therapy_sessions", "0001_squashed_0006_after_the_signature"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttachmentNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "words",
                    practice.sealed.EncryptedTextField(default="", verbose_name="what I noticed"),
                ),
                ("noticed_on", models.DateField(verbose_name="on")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachment_notes",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="alliance.attachmentnote",
                    ),
                ),
            ],
            options={
                "ordering": ["-noticed_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("asked", models.JSONField(blank=True, default=list)),
                ("is_first", models.BooleanField(default=False)),
                ("asked_goals", models.JSONField(blank=True, default=list)),
                ("asked_exercises", models.JSONField(blank=True, default=list)),
                ("draft", practice.sealed.EncryptedJSONField(default=dict)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("link", "by a link that was sent, or in their space"),
                            ("room", "in the room, on the therapist's device"),
                            ("paper", "on paper, entered afterwards"),
                        ],
                        default="link",
                        max_length=10,
                    ),
                ),
                (
                    "hopes",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what I hope will be different"
                    ),
                ),
                (
                    "wish",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what I would like from today"
                    ),
                ),
                ("wellbeing", practice.sealed.EncryptedJSONField(default=dict)),
                ("wellbeing_score", models.FloatField(blank=True, null=True)),
                (
                    "tension",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "no"),
                            ("little", "a little"),
                            ("some", "some"),
                            ("lot", "a lot"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "tension_words",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="in the client's words"
                    ),
                ),
                (
                    "tension_request",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("raise", "asks you to raise it"),
                            ("self", "will raise it"),
                            ("note", "just wants it noted"),
                            ("other", "wants somebody other than you to know"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins_about",
                        to="therapy_sessions.session",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "participation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_in",
                        to="therapy_sessions.participation",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "-id"], name="checkin_of_client")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("read_at", None), ("read_by", None)),
                            models.Q(
                                ("read_at__isnull", False),
                                ("read_by__isnull", False),
                                ("submitted_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="checkin_read_after_submission",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entered_by__isnull", False), ("way", "paper")),
                            models.Q(
                                models.Q(("way", "paper"), _negated=True), ("entered_by", None)
                            ),
                            _connector="OR",
                        ),
                        name="checkin_paper_entered_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at", None), ("begun_at__isnull", False), _connector="OR"
                        ),
                        name="checkin_begun_before_submission",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("tension__in", ["", "none"]), ("tension_request", "")),
                            ("tension__in", ["little", "some", "lot"]),
                            _connector="OR",
                        ),
                        name="checkin_request_needs_tension",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wellbeing_score", None),
                            ("wellbeing_score__range", (0, 10)),
                            _connector="OR",
                        ),
                        name="checkin_wellbeing_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Administration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("instrument", models.CharField(max_length=40)),
                ("instrument_version", models.PositiveSmallIntegerField()),
                ("language", models.CharField(max_length=10)),
                ("answers", practice.sealed.EncryptedJSONField(default=dict)),
                ("answered", models.PositiveSmallIntegerField()),
                ("score", models.FloatField(blank=True, null=True)),
                ("prorated", models.BooleanField(default=False)),
                ("given_at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="administrations",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="administrations",
                        to="alliance.checkin",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["client", "instrument", "given_at"], name="administration_of_client"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("check_in", "instrument"), name="administration_once_per_check_in"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("score", None),
                            models.Q(("answered__gt", 0), ("score__gte", 0)),
                            _connector="OR",
                        ),
                        name="administration_empty_has_no_score",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckInLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                (
                    "carrier",
                    models.CharField(
                        choices=[
                            ("message", "a message"),
                            ("room", "the therapist's device"),
                            ("sheet", "a printed sheet"),
                        ],
                        default="message",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="alliance.checkin",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClinicPrior",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("instrument", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("mu", models.FloatField()),
                ("tau2", models.FloatField()),
                ("sigma2", models.FloatField()),
                ("nu0", models.FloatField()),
                ("s02", models.FloatField()),
                ("clients", models.PositiveIntegerField()),
                ("ratings", models.PositiveIntegerField()),
                ("estimated_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("reread_at", models.DateTimeField(blank=True, null=True)),
                ("flagged_before", models.PositiveIntegerField(default=0)),
                ("flagged_after", models.PositiveIntegerField(default=0)),
                ("only_before", models.PositiveIntegerField(default=0)),
                ("only_after", models.PositiveIntegerField(default=0)),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clinic", "instrument", "version"), name="clinicprior_version_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("applied_at__isnull", False), ("retired_at", None)),
                        fields=("clinic", "instrument"),
                        name="clinicprior_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nu0__gt", 2), ("s02__gt", 0), ("sigma2__gt", 0), ("tau2__gt", 0)
                        ),
                        name="clinicprior_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("clients__gte", 40),
                            (
                                "ratings__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.Value(4), "*", models.F("clients")
                                ),
                            ),
                        ),
                        name="clinicprior_enough",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("applied_at", None), ("applied_by", None), ("retired_at", None)
                            ),
                            models.Q(("applied_at__isnull", False), ("applied_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="clinicprior_applied_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "strength",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "no"),
                            ("little", "a little"),
                            ("some", "some"),
                            ("lot", "a lot"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "words",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="in the client's words"
                    ),
                ),
                (
                    "request",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("raise", "asks you to raise it"),
                            ("self", "will raise it"),
                            ("note", "just wants it noted"),
                            ("other", "wants somebody other than you to know"),
                        ],
                        max_length=10,
                    ),
                ),
                ("said_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what the client reads"
                    ),
                ),
                ("escalates_at", models.DateTimeField(blank=True, null=True)),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "check_in",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concern",
                        to="alliance.checkin",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "escalated_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "-id"], name="concern_of_client"),
                    models.Index(
                        condition=models.Q(("answered_at", None), ("withdrawn_at", None)),
                        fields=["escalates_at"],
                        name="concern_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("strength__in", ["", "little", "some", "lot"])),
                        name="concern_strength",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at", None), ("seen_by", None)),
                            models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="concern_seen_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("escalates_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="concern_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None), ("escalates_at", None), _connector="OR"
                        ),
                        name="concern_withdrawn_rests",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "perspective",
                    models.CharField(
                        choices=[("client", "client"), ("therapist", "therapist")], max_length=10
                    ),
                ),
                ("instrument", models.CharField(max_length=40)),
                ("instrument_version", models.PositiveSmallIntegerField()),
                ("answers", practice.sealed.EncryptedJSONField(default=dict)),
                ("score", models.FloatField(blank=True, null=True)),
                (
                    "feeling",
                    practice.sealed.EncryptedJSONField(
                        default=dict,
                        help_text="the therapist's own feeling in the hour; theirs alone",
                    ),
                ),
                ("rated_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "check_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="alliance.checkin",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="therapy_sessions.session",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "perspective"], name="rating_of_client")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "session",
                            "client",
                            "perspective",
                            "instrument",
                            "instrument_version",
                        ),
                        name="rating_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("check_in__isnull", False)),
                        fields=("check_in", "instrument"),
                        name="rating_once_per_check_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("score", None),
                            models.Q(
                                ("instrument__in", ["alliance-client", "alliance-therapist"]),
                                ("score__range", (0, 10)),
                            ),
                            models.Q(
                                models.Q(
                                    ("instrument__in", ["alliance-client", "alliance-therapist"]),
                                    _negated=True,
                                ),
                                ("score__gte", 0),
                            ),
                            _connector="OR",
                        ),
                        name="rating_score_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("perspective", "client"), ("check_in", None), _connector="OR"
                        ),
                        name="rating_check_in_is_clients",
                    ),
                    models.UniqueConstraint(fields=("id", "client", "clinic"), name="rating_whose"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.FloatField()),
                ("n", models.PositiveIntegerField()),
                ("expected", models.FloatField()),
                ("scale", models.FloatField()),
                ("t", models.FloatField()),
                ("p", models.FloatField()),
                ("low", models.FloatField()),
                ("high", models.FloatField()),
                (
                    "flag",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "as expected"),
                            ("low", "lower than expected"),
                            ("marked", "much lower than expected"),
                        ],
                        max_length=10,
                    ),
                ),
                ("drift", models.FloatField(default=0)),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "read when the answer came in"),
                            ("series", "an earlier answer came in late or was corrected"),
                            ("prior", "what is usual here was estimated anew"),
                        ],
                        max_length=10,
                    ),
                ),
                ("read_at", models.DateTimeField(auto_now_add=True)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="alliance.rating",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("superseded_at__isnull", False)),
                        fields=["rating"],
                        name="reading_superseded",
                    )
                ],
                "constraints": [
                    practice.constraints.AgreesWith(
                        name="reading_agrees_with_rating", on=("client", "clinic"), through="rating"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at", None)),
                        fields=("rating",),
                        name="reading_one_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("p__range", (0, 1))), name="reading_p_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("low__lte", models.F("high"))),
                        name="reading_band_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RelationalPattern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "wish",
                    practice.sealed.EncryptedTextField(
                        default="", verbose_name="what they wish for"
                    ),
                ),
                (
                    "of_the_other",
                    practice.sealed.EncryptedTextField(
                        default="", verbose_name="what comes back from the other"
                    ),
                ),
                (
                    "of_the_self",
                    practice.sealed.EncryptedTextField(
                        default="", verbose_name="what they then do or feel"
                    ),
                ),
                (
                    "with_whom",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="with whom"
                    ),
                ),
                ("shared_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_because",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="why it no longer fits"
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patterns",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("shared_at", None), ("shared_by", None)),
                            models.Q(("shared_at__isnull", False), ("shared_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="pattern_shared_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="pattern_ended_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatternChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recorded", "written down"),
                            ("changed", "put in other words"),
                            ("shared", "shared with the client"),
                            ("covered", "no longer shown to the client"),
                            ("ended", "no longer fits"),
                            ("resumed", "fits again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("wish", practice.sealed.EncryptedTextField(default="")),
                ("of_the_other", practice.sealed.EncryptedTextField(default="")),
                ("of_the_self", practice.sealed.EncryptedTextField(default="")),
                ("with_whom", practice.sealed.EncryptedTextField(blank=True, default="")),
                ("reason", practice.sealed.EncryptedTextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="alliance.relationalpattern",
                    ),
                ),
            ],
            options={
                "ordering": ["version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pattern", "version"), name="patternchange_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rupture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "noticed_by",
                    models.CharField(
                        choices=[
                            ("client", "the client"),
                            ("therapist", "I did"),
                            ("supervisor", "my supervisor"),
                            ("signal", "a signal that I then confirmed"),
                        ],
                        default="therapist",
                        max_length=10,
                        verbose_name="who noticed",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("withdrawal", "withdrawal"),
                            ("confrontation", "confrontation"),
                            ("mixed", "both"),
                        ],
                        max_length=15,
                        verbose_name="direction",
                    ),
                ),
                (
                    "party",
                    models.CharField(
                        choices=[
                            ("client", "the client"),
                            ("therapist", "I did"),
                            ("mutual", "both of us"),
                        ],
                        default="client",
                        max_length=10,
                        verbose_name="who moved",
                    ),
                ),
                (
                    "domain",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bond", "the bond between us"),
                            ("goals", "what we are working toward"),
                            ("tasks", "how we work"),
                            ("frame", "the frame: time, fees, setting"),
                            ("identity", "identity and culture"),
                        ],
                        max_length=10,
                        verbose_name="about",
                    ),
                ),
                ("markers", models.JSONField(blank=True, default=list)),
                (
                    "intensity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="how strong",
                    ),
                ),
                (
                    "what_happened",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what happened"
                    ),
                ),
                ("own_markers", models.JSONField(blank=True, default=list)),
                (
                    "own_part",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="my part in it"
                    ),
                ),
                (
                    "feeling",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="how it was for me"
                    ),
                ),
                (
                    "would_count",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what would count as repaired"
                    ),
                ),
                ("would_count_agreed_on", models.DateField(blank=True, null=True)),
                (
                    "opened_words",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what they read about it"
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "opened_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("therapist", "we talked about it"),
                            ("client", "the client wished it"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("repairing", "being repaired"),
                            ("repaired", "repaired"),
                            ("not repaired", "not repaired"),
                            ("therapy ended", "therapy ended"),
                        ],
                        default="open",
                        max_length=15,
                    ),
                ),
                (
                    "resolution_by_client",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                    ),
                ),
                ("resolution_by_client_at", models.DateTimeField(blank=True, null=True)),
                (
                    "resolution_by_client_told",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("told", "told the therapist"),
                            ("check-in", "in a check-in"),
                            ("space", "in their own space"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "client_words",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="in the client's words"
                    ),
                ),
                (
                    "resolution_by_therapist",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                    ),
                ),
                ("resolution_by_therapist_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revisit_on",
                    models.DateField(blank=True, null=True, verbose_name="come back to it on"),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ruptures",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "closed_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="therapy_sessions.session",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ruptures",
                        to="therapy_sessions.session",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome__in", ["open", "repairing"])),
                        fields=["client"],
                        name="rupture_unfinished",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("intensity", None), ("intensity__range", (1, 5)), _connector="OR"
                        ),
                        name="rupture_intensity_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("resolution_by_client", None),
                                ("resolution_by_client_at", None),
                                ("resolution_by_client_told", ""),
                            ),
                            models.Q(
                                ("resolution_by_client__range", (1, 5)),
                                ("resolution_by_client_at__isnull", False),
                                models.Q(("resolution_by_client_told", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="rupture_client_resolution",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at", None), ("opened_because", "")),
                            models.Q(
                                ("opened_at__isnull", False),
                                models.Q(("opened_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="rupture_opened_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("resolution_by_therapist", None),
                                ("resolution_by_therapist_at", None),
                            ),
                            models.Q(
                                ("resolution_by_therapist__range", (1, 5)),
                                ("resolution_by_therapist_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="rupture_therapist_resolution",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("outcome__in", ["open", "repairing"])),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("outcome__in", ["repaired", "not repaired", "therapy ended"]),
                            ),
                            _connector="OR",
                        ),
                        name="rupture_closed_with_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "repaired"), _negated=True),
                            ("resolution_by_client__isnull", False),
                            ("resolution_by_therapist__isnull", False),
                            _connector="OR",
                        ),
                        name="rupture_repaired_as_somebody_says",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RepairAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("strategies", models.JSONField(default=list)),
                (
                    "words",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what was said"
                    ),
                ),
                (
                    "response",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("opened", "opened up"),
                            ("eased", "eased a little"),
                            ("unchanged", "no change I could see"),
                            ("withdrew", "pulled further away"),
                            ("confronted", "pushed back"),
                        ],
                        max_length=15,
                        verbose_name="how the client took it",
                    ),
                ),
                (
                    "apology_for",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what I apologised for"
                    ),
                ),
                (
                    "apology_impact",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what it was like for them"
                    ),
                ),
                (
                    "apology_differently",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what I will do differently"
                    ),
                ),
                (
                    "promise",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what I promised"
                    ),
                ),
                ("promise_due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                ("promise_kept_at", models.DateTimeField(blank=True, null=True)),
                ("promise_released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "promise_released_because",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="why it no longer holds"
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repair_attempts",
                        to="therapy_sessions.session",
                    ),
                ),
                (
                    "rupture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="alliance.rupture",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("strategies", []), _negated=True),
                        name="repair_names_a_strategy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("promise_kept_at", None),
                            ("promise_released_at", None),
                            _connector="OR",
                        ),
                        name="repair_promise_kept_or_released",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatternEpisode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "what_happened",
                    practice.sealed.EncryptedTextField(default="", verbose_name="what happened"),
                ),
                (
                    "different",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what was different this time"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="therapy_sessions.session",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="episodes",
                        to="alliance.relationalpattern",
                    ),
                ),
                (
                    "rupture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="episodes",
                        to="alliance.rupture",
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("session__isnull", False), ("rupture__isnull", False), _connector="OR"
                        ),
                        name="episode_of_a_session_or_rupture",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="episode_withdrawn_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuptureChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recorded", "written down"),
                            ("completed", "completed or corrected"),
                            ("opened", "opened to the client"),
                            ("covered", "no longer shown to the client"),
                            ("attempt", "repair attempted"),
                            ("criteria", "said what would count as repaired"),
                            ("client said", "the client said how it feels now"),
                            ("therapist said", "the therapist said how it is now"),
                            ("revisit", "set a day to come back to it"),
                            ("put off", "left for another time"),
                            ("closed", "ended"),
                            ("reopened", "reopened"),
                            ("kept", "kept a promise"),
                            ("released", "was released from a promise"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "was",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "open"),
                            ("repairing", "being repaired"),
                            ("repaired", "repaired"),
                            ("not repaired", "not repaired"),
                            ("therapy ended", "therapy ended"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "became",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "open"),
                            ("repairing", "being repaired"),
                            ("repaired", "repaired"),
                            ("not repaired", "not repaired"),
                            ("therapy ended", "therapy ended"),
                        ],
                        max_length=15,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "reason",
                    practice.sealed.EncryptedTextField(blank=True, default="", verbose_name="why"),
                ),
                ("values", models.JSONField(blank=True, default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="alliance.checkin",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "rupture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="alliance.rupture",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="therapy_sessions.session",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("became", ""), ("was", "")),
                            models.Q(
                                models.Q(("was", ""), _negated=True),
                                models.Q(("became", ""), _negated=True),
                            ),
                            ("kind", "recorded"),
                            _connector="OR",
                        ),
                        name="rupturechange_from_and_to",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by__isnull", False), ("kind", "client said"), _connector="OR"
                        ),
                        name="rupturechange_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SafetyNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("instrument", models.CharField(max_length=40)),
                ("instrument_version", models.PositiveSmallIntegerField()),
                ("item", models.CharField(max_length=40)),
                ("answer", practice.sealed.EncryptedJSONField(default=dict)),
                ("raised_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("escalates_at", models.DateTimeField(blank=True, null=True)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "words",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what I did"
                    ),
                ),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safety_notices",
                        to="alliance.checkin",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safety_notices",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("acknowledged_at", None)),
                        fields=["escalates_at"],
                        name="safetynotice_waiting",
                    ),
                    models.Index(fields=["client", "-id"], name="safetynotice_of_client"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("check_in", "instrument", "item"), name="safetynotice_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at", None), ("acknowledged_by", None)),
                            models.Q(
                                ("acknowledged_at__isnull", False),
                                ("acknowledged_by__isnull", False),
                                ("escalates_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="safetynotice_acknowledged_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SafetyRecipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("level", models.PositiveSmallIntegerField()),
                ("told_at", models.DateTimeField()),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipients",
                        to="alliance.safetynotice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "member"), name="safetyrecipient_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScheduledMeasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("instrument", models.CharField(max_length=40, verbose_name="instrument")),
                (
                    "timing",
                    models.CharField(
                        choices=[
                            ("at sessions", "at certain sessions"),
                            ("every sessions", "every so many sessions"),
                            ("every weeks", "every so many weeks"),
                            ("never", "not asked"),
                        ],
                        max_length=20,
                        verbose_name="when",
                    ),
                ),
                ("interval", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("sessions", models.JSONField(blank=True, default=list)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scheduled_measures",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("client", None)),
                        fields=("clinic", "instrument"),
                        name="scheduledmeasure_once_in_clinic",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("client__isnull", False)),
                        fields=("client", "instrument"),
                        name="scheduledmeasure_once_for_client",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("interval__isnull", False),
                                ("interval__range", (1, 52)),
                                ("timing__in", ["every sessions", "every weeks"]),
                            ),
                            models.Q(("interval", None), ("timing__in", ["at sessions", "never"])),
                            _connector="OR",
                        ),
                        name="scheduledmeasure_interval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("timing", "never"), _negated=True),
                            ("client__isnull", False),
                            _connector="OR",
                        ),
                        name="scheduledmeasure_never_is_a_clients",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("direct report", "said by the client"),
                            ("unexpected drop", "lower than expected"),
                            ("slow drift", "slowly lower"),
                            ("silence", "check-ins unanswered"),
                            ("missed", "missed after a low answer"),
                            ("two views", "the two views part"),
                            ("split", "two people, far apart"),
                        ],
                        max_length=20,
                    ),
                ),
                ("values", models.JSONField(default=dict)),
                ("raised_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("something", "there was something"),
                            ("another reason", "another reason"),
                            ("will ask", "not sure, will ask"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "other_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hard week", "a hard week, or bad news"),
                            ("hard work", "the work itself was hard, as agreed"),
                            ("unwell", "ill or tired that day"),
                            ("practical", "practical: time, phone, link"),
                            ("mistake", "a mistake in answering"),
                            ("usual", "nothing unusual, they say"),
                            ("corrected", "recorded by mistake, corrected since"),
                            ("other", "something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_along", models.BooleanField(default=False)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="alliance.checkin",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "concern",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signal",
                        to="alliance.concern",
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="alliance.rating",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="therapy_sessions.session",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answer__in", ["", "will ask"])),
                        fields=["client"],
                        name="signal_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="signal_answer_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("other_reason", ""), ("answer", "another reason"), _connector="OR"
                        ),
                        name="signal_other_reason_belongs",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("check_in__isnull", False)),
                        fields=("check_in", "kind"),
                        name="signal_once_per_check_in",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("rating__isnull", False), models.Q(("kind", "missed"), _negated=True)
                        ),
                        fields=("rating", "kind"),
                        name="signal_once_per_rating",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["missed", "two views", "split"])),
                        fields=("session", "client", "kind"),
                        name="signal_once_per_session",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_along", False),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="signal_along_is_answered",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="rupture",
            name="signal",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rupture",
                to="alliance.signal",
            ),
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "perspective",
                    models.CharField(
                        choices=[("client", "client"), ("therapist", "therapist")], max_length=10
                    ),
                ),
                ("instrument", models.CharField(max_length=40)),
                ("n", models.PositiveIntegerField(default=0)),
                ("mean", models.FloatField(default=0)),
                ("ss", models.FloatField(default=0)),
                ("drift", models.FloatField(default=0)),
                ("rated", models.PositiveIntegerField(default=0)),
                ("at_maximum", models.PositiveIntegerField(default=0)),
                ("latest_session_at", models.DateTimeField(blank=True, null=True)),
                ("recent", models.JSONField(default=alliance.models.rating.no_points)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "latest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="alliance.reading",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "perspective", "instrument"), name="standing_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(null=True)),
                (
                    "question",
                    practice.sealed.EncryptedTextField(default="", verbose_name="my question"),
                ),
                ("stays_with_record", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("waits_since", models.DateTimeField(default=django.utils.timezone.now, null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("seen_by_supervisor_at", models.DateTimeField(null=True)),
                (
                    "seen_by_supervisee_at",
                    models.DateTimeField(default=django.utils.timezone.now, null=True),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "asked_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervision_questions",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="therapy_sessions.note",
                    ),
                ),
                (
                    "rupture",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervision_questions",
                        to="alliance.rupture",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("waits_since__isnull", False)),
                        fields=["asked_of", "waits_since"],
                        name="supervisionquestion_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("seen_by_supervisee_at", None)),
                        fields=["asked_by"],
                        name="supervisionquestion_unread",
                    ),
                    models.Index(
                        condition=models.Q(("stays_with_record", True)),
                        fields=["clinic", "client"],
                        name="supervisionquestion_kept",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asked_of", models.F("asked_by")), _negated=True),
                        name="supervisionquestion_of_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("from_on", None),
                                ("note", None),
                                ("rupture__isnull", False),
                                ("to_on", None),
                            ),
                            models.Q(
                                ("from_on", None),
                                ("note__isnull", False),
                                ("rupture", None),
                                ("to_on", None),
                            ),
                            models.Q(
                                ("from_on__isnull", False),
                                ("note", None),
                                ("rupture", None),
                                ("to_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="supervisionquestion_one_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_on", None), ("from_on__lte", models.F("to_on")), _connector="OR"
                        ),
                        name="supervisionquestion_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("question", b""), _negated=True),
                        name="supervisionquestion_asks_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("closed_at__isnull", False),
                                models.Q(
                                    ("closed_by", models.F("asked_by")),
                                    ("closed_by", models.F("asked_of")),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="supervisionquestion_closed_by_one_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None), ("answered_at", None), _connector="OR"
                        ),
                        name="supervisionquestion_taken_back_unanswered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("waits_since", None),
                            models.Q(("closed_at", None), ("withdrawn_at", None)),
                            _connector="OR",
                        ),
                        name="supervisionquestion_ended_rests",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answer", "an answer"),
                            ("asks", "a question back"),
                            ("more", "more to it"),
                            ("thanks", "thanks"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "words",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="in words"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="alliance.supervisionquestion",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "thanks"),
                            models.Q(("words", b""), _negated=True),
                            _connector="OR",
                        ),
                        name="supervisionreply_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["answer", "asks", "more", "thanks"])),
                        name="supervisionreply_kind",
                    ),
                ],
            },
        ),
        *GUARDS,
    ]
