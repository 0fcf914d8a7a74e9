"""Each tie twice, as either of its members sees it: who is near, since when, and what is planned."""

import django.db.models.deletion
from django.db import migrations, models

SIDE = """
    SELECT
        id * 2 + {number} AS id,
        id AS tie_id,
        {me}_id AS member_id,
        {them}_id AS other_id,
        CASE
            WHEN mutual_since IS NOT NULL THEN 0
            WHEN {them}_followed_at IS NOT NULL THEN 1
            WHEN {me}_followed_at IS NOT NULL THEN 2
        END AS nearness,
        COALESCE(mutual_since, {them}_followed_at, {me}_followed_at) AS since,
        times_met,
        proposed_at,
        next_coffee_at
    FROM members_tie
"""

CREATE = (
    "CREATE VIEW members_tieside AS"
    + SIDE.format(number=0, me="low", them="high")
    + "UNION ALL"
    + SIDE.format(number=1, me="high", them="low")
)


class Migration(migrations.Migration):
    dependencies = [("members", "0003_letters")]

    operations = [
        migrations.RunSQL(CREATE, "DROP VIEW members_tieside"),
        migrations.CreateModel(
            name="TieSide",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "nearness",
                    models.IntegerField(
                        choices=[(0, "Mutual"), (1, "Their Hand"), (2, "My Hand")], null=True
                    ),
                ),
                ("since", models.DateTimeField(null=True)),
                ("times_met", models.PositiveIntegerField()),
                ("proposed_at", models.DateTimeField(null=True)),
                ("next_coffee_at", models.DateTimeField(null=True)),
                (
                    "tie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="sides",
                        to="members.tie",
                    ),
                ),
            ],
            options={"db_table": "members_tieside", "managed": False},
        ),
    ]
