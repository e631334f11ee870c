import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0007_reprints'),
    ]

    operations = [
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('name', models.CharField(help_text='chancery-2026-11-22-…: the day and the position.', max_length=100, primary_key=True, serialize=False)),
                ('position', models.BigIntegerField(help_text='The last change that it holds: whoever follows the feed goes on from here.')),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('counts', models.JSONField(help_text='How many records of each resource: {"meetings": 1200, …}.')),
                ('files', models.JSONField(help_text='[{"name", "media_type", "bytes", "sha256", "lines"}]')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='excerpt',
            field=models.TextField(blank=True, help_text="These words, where the document's text is not here: it came in a snapshot.", null=True),
        ),
    ]
