"""A signal whose concern the client took back stands no longer; words without a wish are kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alliance", "0011_one_current_reading")]

    operations = [
        migrations.AddField(
            model_name="signal",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="concern",
            name="request",
            field=models.CharField(
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
    ]
