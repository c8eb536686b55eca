"""Relational patterns, their episodes and changes, and notes on attachment; kept for good."""

import django.db.models.deletion
import practice.sealed
import uuid
from django.db import migrations, models

from practice.triggers import append_only, frozen_when

# An episode can be withdrawn, and nothing else can become of it.
_SAID = (
    "pattern_id",
    "session_id",
    "rupture_id",
    "what_happened",
    "different",
    "recorded_by_id",
    "recorded_at",
)


class Migration(migrations.Migration):
    dependencies = [
        ("alliance", "0012_signal_withdrawn"),
        ("clients", "0002_research_consent"),
        ("practice", "0008_what_felt_off_and_supervision"),
        ("therapy_sessions", "0006_after_the_signature"),
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
                    "rupture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="episodes",
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
            ],
            options={
                "ordering": ["recorded_at", "id"],
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
            },
        ),
        migrations.AddConstraint(
            model_name="relationalpattern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shared_at", None), ("shared_by", None)),
                    models.Q(("shared_at__isnull", False), ("shared_by__isnull", False)),
                    _connector="OR",
                ),
                name="pattern_shared_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="relationalpattern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="pattern_ended_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="patternepisode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("session__isnull", False), ("rupture__isnull", False), _connector="OR"
                ),
                name="episode_of_a_session_or_rupture",
            ),
        ),
        migrations.AddConstraint(
            model_name="patternepisode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="episode_withdrawn_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="patternchange",
            constraint=models.UniqueConstraint(
                fields=("pattern", "version"), name="patternchange_once"
            ),
        ),
        append_only("alliance_patternchange"),
        append_only("alliance_attachmentnote"),
        frozen_when("alliance_patternepisode", "OLD.id IS NOT NULL", "said", columns=_SAID),
    ]
