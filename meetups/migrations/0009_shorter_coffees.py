from django.db import migrations, models

LENGTHS = [15, 20, 30, 45, 60]


def known_length(model, name):
    """The promise of one model, put anew."""
    return [
        migrations.RemoveConstraint(model_name=model, name=name),
        migrations.AddConstraint(
            model_name=model,
            constraint=models.CheckConstraint(condition=models.Q(minutes__in=LENGTHS), name=name),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("meetups", "0008_introductions")]

    operations = [
        *known_length("coffee", "a_coffee_has_a_known_length"),
        *known_length("proposal", "a_proposal_has_a_known_length"),
    ]
