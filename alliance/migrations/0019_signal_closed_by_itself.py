"""A signal that is no longer true closes by itself, and then nobody answered it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alliance", "0018_split_keeps_no_probability")]

    operations = [
        migrations.RemoveConstraint(model_name="signal", name="signal_answer_whole"),
        migrations.AlterField(
            model_name="signal",
            name="other_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hard week", "a hard week, or bad news"),
                    ("hard work", "the work itself was hard, as agreed"),
                    ("unwell", "ill or tired that day"),
                    ("practical", "practical: time, phone, link"),
                    ("mistake", "a mistake in answering"),
                    ("usual", "nothing unusual, they say"),
                    ("corrected", "recorded by mistake, corrected since"),
                    ("answered since", "an answer came in since"),
                    ("read again", "read again, it is as expected"),
                    ("other", "something else"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None, answered_by=None)
                | ~models.Q(answer="")
                & models.Q(answered_at__isnull=False)
                & (
                    models.Q(answered_by__isnull=False)
                    | models.Q(other_reason__in=["corrected", "answered since", "read again"])
                ),
                name="signal_answer_whole",
            ),
        ),
    ]
