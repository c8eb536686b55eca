"""What is shared with a supervisor with a question; what was asked and said stays as it was."""

import django.db.models.deletion
import django.utils.timezone
import practice.sealed
import uuid
from django.db import migrations, models

from practice.triggers import append_only, frozen_when


class Migration(migrations.Migration):
    dependencies = [
        ("alliance", "0013_patterns"),
        ("clients", "0002_research_consent"),
        ("practice", "0008_what_felt_off_and_supervision"),
        ("therapy_sessions", "0006_after_the_signature"),
    ]

    operations = [
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
            },
        ),
        migrations.AddIndex(
            model_name="supervisionquestion",
            index=models.Index(
                condition=models.Q(("waits_since__isnull", False)),
                fields=["asked_of", "waits_since"],
                name="supervisionquestion_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="supervisionquestion",
            index=models.Index(
                condition=models.Q(("seen_by_supervisee_at", None)),
                fields=["asked_by"],
                name="supervisionquestion_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="supervisionquestion",
            index=models.Index(
                condition=models.Q(("stays_with_record", True)),
                fields=["clinic", "client"],
                name="supervisionquestion_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_of", models.F("asked_by")), _negated=True),
                name="supervisionquestion_of_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionquestion",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="supervisionquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_on", None), ("from_on__lte", models.F("to_on")), _connector="OR"
                ),
                name="supervisionquestion_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("question", b""), _negated=True),
                name="supervisionquestion_asks_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionquestion",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="supervisionquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_at", None), ("answered_at", None), _connector="OR"),
                name="supervisionquestion_taken_back_unanswered",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("waits_since", None),
                    models.Q(("closed_at", None), ("withdrawn_at", None)),
                    _connector="OR",
                ),
                name="supervisionquestion_ended_rests",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionreply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "thanks"), models.Q(("words", b""), _negated=True), _connector="OR"
                ),
                name="supervisionreply_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionreply",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["answer", "asks", "more", "thanks"])),
                name="supervisionreply_kind",
            ),
        ),
        # What was asked, of whom and about what stays as it was; nothing is removed.
        frozen_when(
            "alliance_supervisionquestion",
            "",
            "asked",
            columns=(
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
            ),
        ),
        append_only("alliance_supervisionreply"),
    ]
