"""Follows by their moment and members by their arrival, so that figures look at a span of time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0009_whom_it_shows")]

    operations = [
        migrations.AddIndex(
            model_name="follow",
            index=models.Index(fields=["at"], name="follow_by_moment"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["joined_at", "id"], name="member_by_arrival"),
        ),
    ]
