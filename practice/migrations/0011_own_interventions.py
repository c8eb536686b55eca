"""What a practice works with besides."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practice", "0001_squashed_0010_outbox_of_client")]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="own_interventions",
            field=models.TextField(
                blank=True,
                default="",
                help_text="One a line. What was noted earlier stays in its notes when a line goes.",
                verbose_name="what the practice works with besides, offered in every note",
            ),
            preserve_default=False,
        ),
    ]
