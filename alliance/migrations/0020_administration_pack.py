import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """In whose words a questionnaire was answered. Those before are found by their day."""

    dependencies = [
        ("alliance", "0019_signal_closed_by_itself"),
        ("measures", "0003_packs_are_frozen"),
    ]
    operations = [
        migrations.AddField(
            model_name="administration",
            name="pack",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="measures.wordingpack",
            ),
        ),
    ]
