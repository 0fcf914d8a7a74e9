"""A message knows the form it was written in, and comes of it once."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0006_ways_out")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("tie", "author", "uuid"), name="a_message_is_sent_once"
            ),
        ),
    ]
