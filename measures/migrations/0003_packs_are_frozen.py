from django.db import migrations

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


class Migration(migrations.Migration):
    """What clients were asked stays as they read it; it can be withdrawn, once and for good."""

    dependencies = [("measures", "0002_official_translations")]
    operations = [
        frozen_when("measures_wordingpack", "OLD.switched_on_at IS NOT NULL", "switched_on", PACK),
        frozen_when("measures_wordingpack", "OLD.withdrawn_at IS NOT NULL", "withdrawn"),
        frozen_when("measures_clinicinstrument", "TRUE", "imported", INSTRUMENT),
        frozen_when("measures_clinicinstrument", "OLD.withdrawn_at IS NOT NULL", "withdrawn"),
    ]
