"""The clinic and its people, from an empty database.

Installations that were made before take the steps that it replaces.
"""

import datetime as dt
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import practice.models.clinic
import practice.sealed
import uuid
from django.conf import settings
from typing import Any

from django.core.management import call_command
from django.db import migrations, models

from practice.triggers import append_only


def create_cache(apps: Any, editor: Any) -> None:
    """Rate limits and used codes must be the same for every web worker."""
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


def remove_cache(apps: Any, editor: Any) -> None:
    editor.execute("DROP TABLE practice_cache")


# Audit rows are never changed and never removed.
GUARDS = [append_only("practice_auditevent")]


class Migration(migrations.Migration):
    replaces = [
        ("practice", "0001_initial"),
        ("practice", "0002_append_only_audit"),
        ("practice", "0003_cache_table"),
        ("practice", "0004_safety"),
        ("practice", "0005_late_cancellation"),
        ("practice", "0006_which_format_notes_begin_with"),
        ("practice", "0007_co_signing"),
        ("practice", "0008_what_felt_off_and_supervision"),
        ("practice", "0009_delivery"),
        ("practice", "0010_outbox_of_client"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Clinic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "time_zone",
                    models.CharField(
                        default="Europe/London",
                        max_length=60,
                        validators=[practice.models.clinic.valid_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish")],
                        default="en",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "client_word",
                    models.CharField(
                        choices=[("client", "client"), ("patient", "patient")],
                        default="client",
                        max_length=10,
                        verbose_name="people in care are called",
                    ),
                ),
                (
                    "check_in_lead_hours",
                    models.PositiveSmallIntegerField(
                        default=24,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(168),
                        ],
                        verbose_name="hours before a session at which the check-in is sent",
                    ),
                ),
                (
                    "check_in_every",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="The first session of a therapy always has one.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="a check-in is sent before",
                    ),
                ),
                (
                    "check_in_reminder_hours",
                    models.PositiveSmallIntegerField(
                        default=4,
                        help_text="0: no reminder. There is never more than one.",
                        validators=[django.core.validators.MaxValueValidator(72)],
                        verbose_name="hours before a session at which an unanswered check-in is sent once more",
                    ),
                ),
                (
                    "quiet_from",
                    models.TimeField(
                        default=dt.time(21, 0),
                        help_text="In the clinic's time zone. The same time twice: no quiet hours.",
                        verbose_name="nothing is sent to clients from",
                    ),
                ),
                (
                    "quiet_until",
                    models.TimeField(default=dt.time(8, 0), verbose_name="until"),
                ),
                (
                    "note_due_hours",
                    models.PositiveSmallIntegerField(
                        default=72,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="hours after a session until its note is overdue",
                    ),
                ),
                (
                    "late_cancellation_hours",
                    models.PositiveSmallIntegerField(
                        default=24,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(168),
                        ],
                        verbose_name="hours before a session from which a cancellation is late",
                    ),
                ),
                (
                    "step_up_minutes",
                    models.PositiveSmallIntegerField(
                        default=240,
                        help_text="240 is half a working day. A sign-in lasts 720 at most.",
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="minutes since signing in after which a signature asks for the password again",
                    ),
                ),
                (
                    "rate_then_reveal",
                    models.BooleanField(
                        default=False,
                        verbose_name="the client's rating stays covered until the therapist has rated the same session",
                    ),
                ),
                (
                    "note_format",
                    models.CharField(
                        blank=True,
                        help_text="Empty: that of the last note about the same people.",
                        max_length=20,
                        verbose_name="the format that new notes begin with",
                    ),
                ),
                (
                    "crisis_resources",
                    models.TextField(
                        blank=True,
                        help_text="One a line: a name, then a telephone number or an address.",
                        verbose_name="where a client in crisis can turn",
                    ),
                ),
                (
                    "safety_escalation_minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="minutes without acknowledgement until the next person is told",
                    ),
                ),
                (
                    "concern_answer_hours",
                    models.PositiveSmallIntegerField(
                        default=72,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="hours in which a client's “something felt off” is to be answered",
                    ),
                ),
                (
                    "supervision_stays",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise it is seen on the supervision page alone, by the two people.",
                        verbose_name="what was said in supervision stays with the client's record",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("safety_escalation_minutes__range", (5, 1440))),
                        name="clinic_safety_escalation_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("check_in_lead_hours__range", (1, 168))),
                        name="clinic_check_in_lead_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("check_in_every__range", (1, 4))),
                        name="clinic_check_in_every",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("check_in_reminder_hours__lte", 72)),
                        name="clinic_check_in_reminder_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note_due_hours__range", (1, 720))),
                        name="clinic_note_due_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("late_cancellation_hours__range", (1, 168))),
                        name="clinic_late_cancellation_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("concern_answer_hours__range", (1, 720))),
                        name="clinic_concern_answer_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step_up_minutes__range", (5, 720))),
                        name="clinic_step_up_minutes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("language", models.CharField(blank=True, max_length=2, verbose_name="language")),
                ("is_active", models.BooleanField(default=True)),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="user_email_any_case"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("is_therapist", models.BooleanField(default=False, verbose_name="therapist")),
                ("is_supervisor", models.BooleanField(default=False, verbose_name="supervisor")),
                ("is_admin", models.BooleanField(default=False, verbose_name="clinic admin")),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("user",),
                        name="membership_one_clinic_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_therapist", True),
                            ("is_supervisor", True),
                            ("is_admin", True),
                            _connector="OR",
                        ),
                        name="membership_has_a_role",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("is_therapist", models.BooleanField(default=True, verbose_name="therapist")),
                ("is_supervisor", models.BooleanField(default=False, verbose_name="supervisor")),
                ("is_admin", models.BooleanField(default=False, verbose_name="clinic admin")),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_therapist", True),
                            ("is_supervisor", True),
                            ("is_admin", True),
                            _connector="OR",
                        ),
                        name="invitation_has_a_role",
                    ),
                    models.UniqueConstraint(
                        models.F("clinic"),
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                        name="invitation_open_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="clinic",
            name="concern_recipient",
            field=models.ForeignKey(
                blank=True,
                help_text="Also where nobody answered what felt off in time. Else every clinic admin.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="practice.membership",
                verbose_name="who is told when a client wants somebody other than the therapist to know",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="safety_escalation_to",
            field=models.ForeignKey(
                blank=True,
                help_text="After them the supervisors, then every clinic admin.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="practice.membership",
                verbose_name="who is told next",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="safety_recipient",
            field=models.ForeignKey(
                blank=True,
                help_text="The therapist of the session is always told; whoever is named here is told with them.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="practice.membership",
                verbose_name="who is told first when a safety question is answered above zero",
            ),
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("about", models.UUIDField()),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("client", models.UUIDField(null=True)),
                ("sent_to", models.BinaryField(default=b"", max_length=16)),
                (
                    "secret",
                    practice.sealed.EncryptedJSONField(
                        default=dict, help_text="link token; wiped when settled"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "last_error",
                    models.CharField(
                        blank=True, help_text="class of the error only", max_length=80
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sent", "sent"),
                            ("withdrawn", "withdrawn"),
                            ("failed", "failed"),
                            ("bounced", "bounced"),
                        ],
                        max_length=10,
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
                        condition=models.Q(("settled_at", None)),
                        fields=["due_at"],
                        name="outbox_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("ending", "failed")),
                        fields=["clinic", "settled_at"],
                        name="outbox_given_up",
                    ),
                    models.Index(
                        condition=models.Q(("client__isnull", False)),
                        fields=["client", "settled_at"],
                        name="outbox_of_client",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "about", "round"), name="outbox_once_per_round"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ending", ""), ("settled_at", None)),
                            models.Q(
                                ("settled_at__isnull", False),
                                models.Q(("ending", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="outbox_settled_with_ending",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("cosigns", models.BooleanField(default=False, verbose_name="co-signs every note")),
                ("began_on", models.DateField(default=django.utils.timezone.localdate)),
                ("ended_on", models.DateField(blank=True, null=True)),
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
                    "supervisee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervised_by",
                        to="practice.membership",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervises",
                        to="practice.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("supervisor", "supervisee"),
                        name="supervision_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("supervisor", models.F("supervisee")), _negated=True),
                        name="supervision_of_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("record opened", "opened the record"),
                            ("caseload opened", "opened a caseload"),
                            ("created", "created"),
                            ("changed", "changed"),
                            ("signed", "signed"),
                            ("amended", "added to"),
                            ("struck", "struck through"),
                            ("asked", "asked for a co-signature"),
                            ("co-signed", "co-signed"),
                            ("returned", "returned for change"),
                            ("released", "decided about release"),
                            ("sent", "sent"),
                            ("opened by client", "opened by the client"),
                            ("submitted", "submitted by the client"),
                            ("revoked", "revoked"),
                            ("signed in", "signed in"),
                            ("exported", "exported"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "actor",
                    models.UUIDField(
                        help_text="code of the membership; empty: not staff", null=True
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        help_text="kind of record, such as clients.client", max_length=40
                    ),
                ),
                ("about_code", models.UUIDField(null=True)),
                ("client_code", models.UUIDField(help_text="whose record", null=True)),
                ("detail", models.JSONField(default=dict)),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["clinic", "-id"], name="audit_of_clinic"),
                    models.Index(fields=["client_code", "-id"], name="audit_of_client"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClinicKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(default=1)),
                ("wrapped", models.BinaryField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="practice.clinic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clinic", "number"), name="clinickey_unique_number"
                    )
                ],
            },
        ),
        migrations.RunPython(create_cache, remove_cache),
        *GUARDS,
    ]
