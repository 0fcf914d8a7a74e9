"""No index by sender: nobody asks for it, and every letter is written into each four times."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0011_fewer_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='caused_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
