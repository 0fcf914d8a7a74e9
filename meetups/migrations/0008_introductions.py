"""Newcomers are introduced, and what became of follows is looked up by its moment."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least


class Migration(migrations.Migration):
    dependencies = [
        ("meetups", "0007_weekly_sessions"),
        ("members", "0010_moments_to_look_back_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Introduction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("at", models.DateTimeField()),
                ("over_at", models.DateTimeField(null=True)),
                *(
                    (
                        name,
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    )
                    for name in ["newcomer", "member", "by"]
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        Least("newcomer", "member"),
                        Greatest("newcomer", "member"),
                        name="one_introduction_per_pair",
                    ),
                    models.CheckConstraint(
                        condition=~Q(newcomer=F("member"))
                        & ~Q(by=F("newcomer"))
                        & ~Q(by=F("member")),
                        name="an_introduction_takes_three",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="coffee",
            index=models.Index(
                fields=["starts_at"], condition=Q(state="met"), name="coffee_met"
            ),
        ),
        migrations.AddIndex(
            model_name="coffee",
            index=models.Index(fields=["created_at"], name="coffee_by_agreement"),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["created_at"], name="proposal_by_moment"),
        ),
    ]
