"""What is asked and how it was worded, from an empty database.

Installations that were made before take the steps that it replaces.
"""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from practice.triggers import frozen_when

# Everything but when and by whom it was withdrawn.
PACK = (
    "id",
    "code",
    "clinic_id",
    "instrument",
    "instrument_version",
    "language",
    "licence",
    "texts",
    "permission_holder",
    "permission_on",
    "permission_document",
    "document_file",
    "document_name",
    "document_type",
    "created_at",
    "created_by_id",
    "version",
    "switched_on_at",
    "switched_on_by_id",
)
INSTRUMENT = (
    "id",
    "code",
    "clinic_id",
    "key",
    "version",
    "title",
    "questionnaire",
    "imported_at",
    "imported_by_id",
)
# What clients were asked stays as they read it; it can be withdrawn, once and for good.
GUARDS = [
    frozen_when("measures_wordingpack", "OLD.switched_on_at IS NOT NULL", "switched_on", PACK),
    frozen_when("measures_wordingpack", "OLD.withdrawn_at IS NOT NULL", "withdrawn"),
    frozen_when("measures_clinicinstrument", "TRUE", "imported", INSTRUMENT),
    frozen_when("measures_clinicinstrument", "OLD.withdrawn_at IS NOT NULL", "withdrawn"),
]


class Migration(migrations.Migration):
    replaces = [
        ("measures", "0001_initial"),
        ("measures", "0002_official_translations"),
        ("measures", "0003_packs_are_frozen"),
    ]

    initial = True

    dependencies = [
        ("practice", "0001_squashed_0010_outbox_of_client"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClinicInstrument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=40)),
                ("version", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("questionnaire", models.JSONField()),
                ("imported_at", models.DateTimeField(auto_now_add=True)),
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
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clinic", "key", "version"), name="clinicinstrument_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)),
                        name="clinicinstrument_version_from_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="clinicinstrument_withdrawn_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WordingPack",
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
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "licence",
                    models.CharField(
                        choices=[
                            ("original", "original"),
                            ("public-domain", "public-domain"),
                            ("cc-by-nd", "cc-by-nd"),
                            ("cc-by-nc-sa", "cc-by-nc-sa"),
                            ("permission-required", "permission-required"),
                        ],
                        max_length=20,
                    ),
                ),
                ("texts", models.JSONField(default=dict)),
                (
                    "permission_holder",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="to whom permission was given"
                    ),
                ),
                ("permission_on", models.DateField(blank=True, null=True, verbose_name="on")),
                (
                    "permission_document",
                    models.CharField(
                        blank=True,
                        help_text="Licence number, letter or contract, and where the clinic keeps it.",
                        max_length=300,
                        verbose_name="document",
                    ),
                ),
                ("document_file", models.BinaryField(blank=True, null=True)),
                ("document_name", models.CharField(blank=True, max_length=120)),
                ("document_type", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("switched_on_at", models.DateTimeField(blank=True, null=True)),
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
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "switched_on_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("switched_on_at", None), ("switched_on_by", None)),
                            models.Q(
                                ("switched_on_at__isnull", False), ("switched_on_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="wordingpack_switched_on_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="wordingpack_withdrawn_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("switched_on_at", None),
                            models.Q(("licence", "permission-required"), _negated=True),
                            models.Q(
                                models.Q(("permission_holder", ""), _negated=True),
                                ("permission_on__isnull", False),
                                models.Q(("permission_document", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="wordingpack_permission_evidence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("document_file", None),
                                ("document_name", ""),
                                ("document_type", ""),
                            ),
                            models.Q(
                                ("document_file__isnull", False),
                                models.Q(("document_name", ""), _negated=True),
                                models.Q(("document_type", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="wordingpack_document_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("switched_on_at", None),
                            ("language", "en"),
                            models.Q(("licence__in", ["public-domain", "cc-by-nd"]), _negated=True),
                            models.Q(("permission_document", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="wordingpack_official_translation",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("clinic", "instrument", "instrument_version", "language"),
                        name="wordingpack_one_current",
                    ),
                ],
            },
        ),
        *GUARDS,
    ]
