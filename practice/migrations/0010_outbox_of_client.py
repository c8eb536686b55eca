import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0009_delivery"),
    ]

    operations = [
        migrations.AlterField(
            model_name="clinic",
            name="check_in_every",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="The first session of a therapy always has one.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(4),
                ],
                verbose_name="a check-in is sent before",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                fields=["client", "settled_at"],
                condition=models.Q(("client__isnull", False)),
                name="outbox_of_client",
            ),
        ),
    ]
