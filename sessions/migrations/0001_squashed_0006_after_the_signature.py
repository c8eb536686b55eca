"""Sessions and notes, from an empty database.

Installations that were made before take the steps that it replaces.
"""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import practice.sealed
import uuid
from django.db import migrations, models

from practice.triggers import append_only, frozen_when

# Everything but whether, when and by whom it was retired.
FORMAT = (
    "id",
    "code",
    "clinic_id",
    "key",
    "version",
    "name",
    "about",
    "sections",
    "created_at",
    "created_by_id",
)
ASKED = ("clinic_id", "code", "note_id", "asked_of_id", "asked_by_id", "asked_at", "is_required")
ANSWERED = (
    "OLD.signed_at IS NOT NULL OR OLD.returned_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL"
)
# A signed note stays as it was signed; what follows it is itself unchangeable.
GUARDS = [
    frozen_when("therapy_sessions_note", "OLD.signed_at IS NOT NULL", "signed"),
    append_only("therapy_sessions_addendum"),
    frozen_when("therapy_sessions_noteformatversion", "TRUE", "written", FORMAT),
    append_only("therapy_sessions_strike"),
    append_only("therapy_sessions_noterelease"),
    frozen_when("therapy_sessions_cosignature", ANSWERED, "answered"),
    frozen_when("therapy_sessions_cosignature", "OLD.id IS NOT NULL", "asked", columns=ASKED),
]


class Migration(migrations.Migration):
    replaces = [
        ("therapy_sessions", "0001_initial"),
        ("therapy_sessions", "0002_signed_notes_are_immutable"),
        ("therapy_sessions", "0003_absence"),
        ("therapy_sessions", "0004_formats_and_snippets"),
        ("therapy_sessions", "0005_process_notes"),
        ("therapy_sessions", "0006_after_the_signature"),
    ]

    initial = True

    dependencies = [
        ("clients", "0001_squashed_0006_agreed_together"),
        ("practice", "0001_squashed_0010_outbox_of_client"),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("format", models.CharField(max_length=20, verbose_name="format")),
                ("format_version", models.PositiveSmallIntegerField(default=1)),
                ("content", practice.sealed.EncryptedJSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("saved_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("signed_digest", models.CharField(blank=True, max_length=64)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
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
                    "signed_by",
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
                    models.Index(
                        condition=models.Q(("signed_at", None)),
                        fields=["author", "saved_at"],
                        name="note_unsigned",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("signed_at", None), ("signed_by", None), ("signed_digest", "")
                            ),
                            models.Q(
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                models.Q(("signed_digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="note_signature_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Addendum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("words", practice.sealed.EncryptedTextField(default="", verbose_name="addendum")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("digest", models.CharField(max_length=64, null=True)),
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
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="therapy_sessions.note",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("note", "number"), name="addendum_numbered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="addendum_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteFormatVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=20)),
                ("version", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "about",
                    models.CharField(blank=True, max_length=120, verbose_name="what it is for"),
                ),
                ("sections", models.JSONField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
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
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "retired_by",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clinic", "key", "version"), name="noteformatversion_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="noteformatversion_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key__startswith", "own-")),
                        name="noteformatversion_key_of_its_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at", None), ("retired_by", None)),
                            models.Q(("retired_at__isnull", False), ("retired_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="noteformatversion_retired_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("released", "released"),
                            ("withheld", "withheld"),
                            ("taken back", "taken back"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("client", "Reading it would endanger the client"),
                            ("others", "Reading it would endanger somebody else"),
                            ("third", "It speaks about a third person"),
                            ("asked", "The client asked not to have it"),
                            ("other", "Something else"),
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
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="note_releases",
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
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="therapy_sessions.note",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "note", "-id"], name="noterelease_of_client")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decision", "withheld"), models.Q(("reason", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("decision", "withheld"), _negated=True), ("reason", "")
                            ),
                            _connector="OR",
                        ),
                        name="noterelease_withheld_with_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("public", models.BinaryField(max_length=32)),
                ("locked_private", models.BinaryField(max_length=200)),
                ("recoverable_private", models.BinaryField(max_length=200)),
                ("share_set", models.CharField(max_length=8)),
                ("shares_needed", models.PositiveSmallIntegerField()),
                ("shares_made", models.PositiveSmallIntegerField()),
                ("shares_made_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("wait_until", models.DateTimeField(blank=True, null=True)),
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
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="process_keys",
                        to="practice.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("owner",),
                        name="processkey_one_in_use",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("shares_made__lte", 15),
                            ("shares_needed__gte", 2),
                            ("shares_made__gte", models.F("shares_needed")),
                        ),
                        name="processkey_shares_restore",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("sealed", models.BinaryField()),
                ("wrapped", models.BinaryField(max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("saved_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="process_notes",
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
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="therapy_sessions.processkey",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["author", "-saved_at"], name="processnote_of_author")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="processnote_from_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("wrapped", models.BinaryField(blank=True, max_length=200, null=True)),
                ("reason_for_author", models.BinaryField()),
                ("reason_for_supervisor", models.BinaryField()),
                ("granted_at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
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
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="process_grants",
                        to="practice.membership",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="therapy_sessions.processkey",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="therapy_sessions.processnote",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("note", "supervisor"),
                        name="processgrant_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("wrapped__isnull", False)),
                            models.Q(("ended_at__isnull", False), ("wrapped", None)),
                            _connector="OR",
                        ),
                        name="processgrant_ended_holds_no_key",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                (
                    "setting",
                    models.CharField(
                        choices=[
                            ("in person", "in person"),
                            ("video", "by video"),
                            ("telephone", "by telephone"),
                        ],
                        default="in person",
                        max_length=10,
                        verbose_name="setting",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("is_documented", models.BooleanField(default=False, editable=False)),
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
                    "therapist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="therapy_sessions",
                        to="practice.membership",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["therapist", "starts_at"], name="session_of_therapist"),
                    models.Index(fields=["clinic", "starts_at"], name="session_of_clinic"),
                    models.Index(
                        condition=models.Q(("is_documented", False)),
                        fields=["therapist", "starts_at"],
                        name="session_to_document",
                    ),
                    models.Index(
                        condition=models.Q(("is_documented", False)),
                        fields=["clinic", "starts_at"],
                        name="session_to_document_in_clinic",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (5, 480))),
                        name="session_minutes_believable",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="processnote",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="process_notes",
                to="therapy_sessions.session",
            ),
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_at", models.DateTimeField()),
                (
                    "attendance",
                    models.CharField(
                        choices=[
                            ("expected", "expected"),
                            ("attended", "came"),
                            ("no-show", "did not come"),
                            ("client cancelled", "cancelled by the client"),
                            ("cancelled late", "cancelled late by the client"),
                            ("therapist cancelled", "cancelled by the therapist"),
                        ],
                        default="expected",
                        max_length=20,
                    ),
                ),
                ("attendance_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "absence",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what is known about it"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
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
                        related_name="participations",
                        to="therapy_sessions.session",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "starts_at"], name="participation_of_client"),
                    models.Index(fields=["clinic", "starts_at"], name="participation_of_clinic"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "client"), name="participation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attendance", "expected"), ("attendance_at", None)),
                            models.Q(
                                models.Q(("attendance", "expected"), _negated=True),
                                ("attendance_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="participation_attendance_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told_at", None),
                            (
                                "attendance__in",
                                ["client cancelled", "cancelled late", "therapist cancelled"],
                            ),
                            _connector="OR",
                        ),
                        name="participation_told_of_cancelling",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="note",
            name="session",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="note",
                to="therapy_sessions.session",
            ),
        ),
        migrations.CreateModel(
            name="Snippet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("key", models.CharField(max_length=20, verbose_name="short key")),
                ("words", practice.sealed.EncryptedTextField(default="", verbose_name="text")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_by",
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
                    "owner",
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
                    models.Index(
                        condition=models.Q(("retired_at", None)),
                        fields=["clinic", "owner"],
                        name="snippet_at_hand",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("owner__isnull", False), ("retired_at", None)),
                        fields=("owner", "key"),
                        name="snippet_key_of_owner",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("owner", None), ("retired_at", None)),
                        fields=("clinic", "key"),
                        name="snippet_key_of_clinic",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key", ""), _negated=True), name="snippet_has_a_key"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Strike",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("person", "It is about another person"),
                            ("session", "It is about another session"),
                            ("error", "It was recorded in error"),
                            ("other", "Something else"),
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
                ("struck_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("digest", models.CharField(max_length=64)),
                (
                    "addendum",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strike",
                        to="therapy_sessions.addendum",
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
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strikes",
                        to="therapy_sessions.note",
                    ),
                ),
                (
                    "struck_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("addendum", None)),
                        fields=("note",),
                        name="strike_note_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest", ""), _negated=True), name="strike_signed"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_required", models.BooleanField(default=False)),
                ("covers", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                (
                    "return_words",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="what should change"
                    ),
                ),
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
                        related_name="cosignatures",
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
                    "signed_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="therapy_sessions.note",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("returned_at", None), ("signed_at", None), ("withdrawn_at", None)
                        ),
                        fields=["asked_of", "asked_at"],
                        name="cosignature_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("returned_at__isnull", False)),
                        fields=["asked_by", "returned_at"],
                        name="cosignature_returned",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("returned_at", None), ("signed_at", None), ("withdrawn_at", None)
                        ),
                        fields=("note", "asked_of"),
                        name="cosignature_asked_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("returned_at", None), ("withdrawn_at", None)),
                            models.Q(("signed_at", None), ("withdrawn_at", None)),
                            models.Q(("returned_at", None), ("signed_at", None)),
                            _connector="OR",
                        ),
                        name="cosignature_one_ending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at", None), ("signed_by", None)),
                            models.Q(
                                ("signed_at__isnull", False), ("signed_by", models.F("asked_of"))
                            ),
                            _connector="OR",
                        ),
                        name="cosignature_by_who_was_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asked_of", models.F("asked_by")), _negated=True),
                        name="cosignature_of_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("covers", ""), _negated=True),
                        name="cosignature_covers_something",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="processnote",
            constraint=models.UniqueConstraint(
                fields=("session", "author"), name="processnote_one_an_author"
            ),
        ),
        *GUARDS,
    ]
