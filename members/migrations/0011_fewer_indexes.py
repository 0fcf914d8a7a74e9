"""No index on letters that nobody asks: every letter is written into each of them four times."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('members', '0010_moments_to_look_back_on'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='about_type',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='key',
            field=models.CharField(max_length=200),
        ),
        migrations.AlterField(
            model_name='letter',
            name='message_id',
            field=models.CharField(max_length=200),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('key',), name='a_fact_is_written_about_once'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('message_id',), name='a_message_id_is_one_letters'),
        ),
    ]
