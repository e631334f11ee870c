from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0016_names_planned_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='sketch',
            field=models.BinaryField(editable=False, help_text='By which they are told from what is less like it.', null=True),
        ),
    ]
