from django.db import migrations, models

from practice.triggers import frozen_when


class Migration(migrations.Migration):
    """Why words that may not be changed were changed once: kept with the evidence, and as frozen."""

    dependencies = [("measures", "0003_packs_are_frozen")]
    operations = [
        migrations.AddField(
            model_name="wordingpack",
            name="correction",
            # NULL, so that SQLite adds the column and keeps the triggers of the table.
            field=models.CharField(
                blank=True,
                help_text="Which words were typed wrong, and where the right ones are published.",
                max_length=300,
                null=True,
                verbose_name="typing error in what was on before",
            ),
        ),
        frozen_when(
            "measures_wordingpack",
            "OLD.switched_on_at IS NOT NULL",
            "corrected",
            ("correction",),
        ),
    ]
