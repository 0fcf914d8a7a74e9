from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetups', '0015_what_a_guest_was_told'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='nudge',
            index=models.Index(
                fields=['-decided_at', '-id'],
                condition=models.Q(reason__in=['stumbled', 'broken']),
                name='nudge_in_trouble',
            ),
        ),
    ]
