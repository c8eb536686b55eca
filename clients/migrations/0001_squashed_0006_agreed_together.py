"""People in care, from an empty database.

Installations that were made before take the steps that it replaces.
"""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import practice.sealed
import uuid
from django.db import migrations, models

from practice.triggers import append_only, frozen_when

# What a row says may not change; what became of it may.
SAID = {
    "planversion": ("client_id", "number", "words", "how_often", "review_on", "written_by_id"),
    "strength": ("client_id", "words", "named_by_id", "named_at"),
    "exercise": ("client_id", "kind", "title", "words", "why", "given_by_id", "given_at"),
    "statement": ("client_id", "note", "words", "said_at"),
    "librarytext": ("key", "language", "kind", "title", "words", "version"),
}
GUARDS = [
    append_only("clients_goalchange"),
    append_only("clients_goalrating"),
    append_only("clients_plancomment"),
    append_only("clients_preference"),
    append_only("clients_exercisereport"),
    *(
        frozen_when(f"clients_{table}", "", name="said", columns=columns)
        for table, columns in SAID.items()
    ),
]


class Migration(migrations.Migration):
    replaces = [
        ("clients", "0001_initial"),
        ("clients", "0002_research_consent"),
        ("clients", "0003_email_digest"),
        ("clients", "0004_clients_side"),
        ("clients", "0005_what_was_said_stays"),
        ("clients", "0006_agreed_together"),
    ]

    initial = True

    dependencies = [
        ("practice", "0001_squashed_0010_outbox_of_client"),
    ]

    operations = [
        migrations.CreateModel(
            name="Client",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", practice.sealed.EncryptedTextField(default="", verbose_name="name")),
                ("sort_key", models.CharField(editable=False, max_length=2)),
                (
                    "pronouns",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="pronouns"
                    ),
                ),
                (
                    "email",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="e-mail"
                    ),
                ),
                ("email_digest", models.BinaryField(default=b"", max_length=16)),
                (
                    "phone",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="telephone"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish")],
                        default="en",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "by e-mail"),
                            ("text", "by text message"),
                            ("none", "not sent: in the room or on paper"),
                        ],
                        default="email",
                        max_length=10,
                        verbose_name="check-ins are sent",
                    ),
                ),
                (
                    "check_in_lead_hours",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: as everybody at the clinic.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(168),
                        ],
                        verbose_name="hours before a session at which the check-in is sent",
                    ),
                ),
                (
                    "check_in_every",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="1 is every session, 2 every other one. Empty: as everybody at the clinic.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="a check-in is sent before every … session",
                    ),
                ),
                ("unreachable_at", models.DateTimeField(blank=True, null=True)),
                (
                    "unreachable_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("email", "by e-mail"),
                            ("text", "by text message"),
                            ("none", "not sent: in the room or on paper"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "began_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="therapy began on"
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="therapy ended on"),
                ),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[("planned", "planned, together"), ("unplanned", "unplanned")],
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["clinic", "sort_key", "id"], name="client_in_order"),
                    models.Index(fields=["email_digest"], name="client_by_email"),
                    models.Index(
                        condition=models.Q(("unreachable_at__isnull", False)),
                        fields=["clinic"],
                        name="client_unreachable",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on", None), ("ending", "")),
                            models.Q(
                                ("ended_on__isnull", False), models.Q(("ending", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="client_ending_with_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None),
                            ("ended_on__gte", models.F("began_on")),
                            _connector="OR",
                        ),
                        name="client_ends_after_beginning",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("check_in_lead_hours", None),
                            ("check_in_lead_hours__range", (1, 168)),
                            _connector="OR",
                        ),
                        name="client_check_in_lead_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("check_in_every", None),
                            ("check_in_every__range", (1, 4)),
                            _connector="OR",
                        ),
                        name="client_check_in_every",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("unreachable_at", None), ("unreachable_by", "")),
                            models.Q(
                                ("unreachable_at__isnull", False),
                                ("unreachable_by__in", ["email", "text"]),
                            ),
                            _connector="OR",
                        ),
                        name="client_unreachable_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareTeamMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("began_on", models.DateField(default=django.utils.timezone.localdate)),
                ("ended_on", models.DateField(blank=True, null=True)),
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
                        related_name="care_team_places",
                        to="practice.membership",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_team",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on", None)),
                        fields=["therapist", "client"],
                        name="careteam_caseload",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("client", "therapist"),
                        name="careteam_once_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("treatment", "therapy, and keeping a record of it"),
                            ("check-ins", "check-ins before a session, sent to them"),
                            ("research", "use for research, without name or words"),
                        ],
                        max_length=20,
                    ),
                ),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_by_client", models.BooleanField(default=False)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
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
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("client", "kind"),
                        name="consent_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None),
                            ("withdrawn_at__gte", models.F("given_at")),
                            _connector="OR",
                        ),
                        name="consent_withdrawn_after_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_by_client", False),
                            ("withdrawn_at__isnull", False),
                            _connector="OR",
                        ),
                        name="consent_withdrawn_by_with_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("goal", "proposed a goal"),
                            ("goal word", "said something about a goal"),
                            ("goal agreed", "agreed to a goal"),
                            ("plan word", "said something about the plan"),
                            ("plan agreed", "agreed to the plan"),
                            ("strength", "named a strength"),
                            ("exercise", "wrote about an exercise"),
                            ("preference", "said how therapy should be"),
                            ("statement", "asked for a correction"),
                            ("consent", "withdrew a consent"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about", models.UUIDField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
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
                    "seen_by",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at", None)),
                        fields=["client"],
                        name="contribution_unseen",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at", None), ("seen_by", None)),
                            models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="contribution_seen_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Exercise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("reading", "to read"), ("exercise", "to do")], max_length=10
                    ),
                ),
                ("title", practice.sealed.EncryptedTextField(default="", verbose_name="title")),
                (
                    "words",
                    practice.sealed.EncryptedTextField(default="", verbose_name="what to do"),
                ),
                (
                    "why",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="why this one, for you"
                    ),
                ),
                ("library_key", models.SlugField(blank=True, max_length=40)),
                ("session", models.UUIDField(null=True)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("put_away_at", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exercises",
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
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["given_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ExerciseReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "done",
                    models.CharField(
                        choices=[("yes", "done"), ("partly", "partly"), ("no", "not done")],
                        max_length=10,
                    ),
                ),
                (
                    "reflection",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="how it was"
                    ),
                ),
                ("helpful", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("check_in", models.UUIDField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "exercise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="clients.exercise",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("helpful", None), ("helpful__range", (0, 4)), _connector="OR"
                        ),
                        name="report_helpful_range",
                    ),
                    models.UniqueConstraint(fields=("exercise", "check_in"), name="report_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Goal",
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
                    practice.sealed.EncryptedTextField(
                        default="", verbose_name="in the client's words"
                    ),
                ),
                (
                    "proposed_by",
                    models.CharField(
                        choices=[
                            ("client", "the client"),
                            ("therapist", "the therapist"),
                            ("together", "both, together"),
                        ],
                        default="together",
                        max_length=10,
                        verbose_name="proposed by",
                    ),
                ),
                ("proposed_on", models.DateField(default=django.utils.timezone.localdate)),
                ("agreed_by_client_on", models.DateField(blank=True, null=True)),
                ("agreed_by_therapist_on", models.DateField(blank=True, null=True)),
                (
                    "agreed_on",
                    models.DateField(blank=True, null=True, verbose_name="agreed by both on"),
                ),
                ("reached_on", models.DateField(blank=True, null=True)),
                ("set_aside_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
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
            ],
            options={
                "ordering": ["proposed_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_on", None),
                            ("agreed_on__gte", models.F("proposed_on")),
                            _connector="OR",
                        ),
                        name="goal_agreed_after_proposed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agreed_by_client_on__isnull", False),
                                ("agreed_by_therapist_on__isnull", False),
                                ("agreed_on__isnull", False),
                            ),
                            models.Q(
                                ("agreed_on", None),
                                models.Q(
                                    ("agreed_by_client_on", None),
                                    ("agreed_by_therapist_on", None),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="goal_agreed_by_both",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GoalChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("reworded", "put in other words"),
                            ("agreed", "agreed"),
                            ("together", "agreed, both together"),
                            ("disagreed", "does not agree any more"),
                            ("commented", "said about it"),
                            ("reached", "called it reached"),
                            ("set aside", "set it aside"),
                            ("resumed", "took it up again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", practice.sealed.EncryptedTextField(blank=True, default="")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="clients.goal",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="GoalRating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("value", models.PositiveSmallIntegerField()),
                ("check_in", models.UUIDField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="clients.goal",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__range", (0, 10))), name="goalrating_range"
                    ),
                    models.UniqueConstraint(fields=("goal", "check_in"), name="goalrating_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LibraryText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.SlugField(max_length=40)),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("es", "Spanish")], max_length=2),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("reading", "to read"), ("exercise", "to do")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        max_length=120,
                        validators=[django.core.validators.MinLengthValidator(1)],
                        verbose_name="title",
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        help_text="Paragraphs apart by an empty line.", verbose_name="text"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clinic", "key", "language", "version"), name="librarytext_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("words", ""), _negated=True),
                        ),
                        name="librarytext_has_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NameToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(max_length=16)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="name_tokens",
                        to="clients.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="practice.clinic",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["clinic", "digest"], name="nametoken_search")],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "digest"), name="nametoken_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "words",
                    practice.sealed.EncryptedTextField(
                        default="", verbose_name="what we do, and how"
                    ),
                ),
                (
                    "how_often",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="how often, and for how long"
                    ),
                ),
                (
                    "review_on",
                    models.DateField(blank=True, null=True, verbose_name="we look at it again on"),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agreed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="agreed by the client at"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_versions",
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
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "number"), name="planversion_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="planversion_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanComment",
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
                    practice.sealed.EncryptedTextField(default="", verbose_name="about the plan"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="clients.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("lead", models.SmallIntegerField(blank=True, null=True)),
                ("feeling", models.SmallIntegerField(blank=True, null=True)),
                ("time", models.SmallIntegerField(blank=True, null=True)),
                ("challenge", models.SmallIntegerField(blank=True, null=True)),
                (
                    "words",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="in my own words"
                    ),
                ),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("check_in", models.UUIDField(null=True, unique=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preferences",
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
                    "said_by",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lead", None), ("lead__range", (-2, 2)), _connector="OR"
                        ),
                        name="preference_lead_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("feeling", None), ("feeling__range", (-2, 2)), _connector="OR"
                        ),
                        name="preference_feeling_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("time", None), ("time__range", (-2, 2)), _connector="OR"
                        ),
                        name="preference_time_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("challenge", None), ("challenge__range", (-2, 2)), _connector="OR"
                        ),
                        name="preference_challenge_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("note", models.UUIDField(null=True)),
                (
                    "words",
                    practice.sealed.EncryptedTextField(
                        default="", verbose_name="what should stand beside it"
                    ),
                ),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    practice.sealed.EncryptedTextField(
                        blank=True, default="", verbose_name="answer"
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
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
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__isnull", False), ("answered_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="statement_answered_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Strength",
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
                    practice.sealed.EncryptedTextField(default="", verbose_name="a strength"),
                ),
                ("named_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strengths",
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
                    "named_by",
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
                "ordering": ["named_at", "id"],
            },
        ),
        *GUARDS,
    ]
