import django.core.validators
import django.db.models.deletion
import events.identifiers
import events.vocabulary
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0009_kept_answers'),
        ('sources', '0004_polled_sources'),
    ]

    operations = [
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.UUIDField(default=events.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('former', models.CharField(help_text='The extractor whose reading stands.', max_length=40, null=True)),
                ('extractor', models.CharField(help_text='The newer one.', max_length=40)),
                ('told', models.JSONField(default=dict, help_text='sources.differences; empty where it reads the same.')),
                ('is_wanted', models.BooleanField(default=False, help_text='To be applied.')),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_state_known',
        ),
        migrations.RemoveIndex(
            model_name='delivery',
            name='delivery_open',
        ),
        migrations.RemoveIndex(
            model_name='delivery',
            name='delivery_by_batch',
        ),
        migrations.AddField(
            model_name='delivery',
            name='due_at',
            field=models.DateTimeField(blank=True, help_text='No sooner is it tried again; at once where it is empty.', null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='priority',
            field=models.PositiveSmallIntegerField(default=events.vocabulary.Priority['USUAL'], help_text='That of its import.'),
        ),
        migrations.AddField(
            model_name='import',
            name='priority',
            field=models.PositiveSmallIntegerField(default=events.vocabulary.Priority['USUAL'], help_text='0 to 9; higher ones are read first.'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('pending', 'pending'), ('running', 'running'), ('cancelled', 'cancelled'), ('done', 'done'), ('refused', 'refused'), ('dead', 'dead')], default=events.vocabulary.DeliveryState['PENDING'], max_length=10),
        ),
        migrations.AlterField(
            model_name='source',
            name='priority',
            field=models.PositiveSmallIntegerField(default=events.vocabulary.Priority['USUAL'], help_text='0 to 9; of sources that are due, higher ones are polled first, and what they bring is read first.', validators=[django.core.validators.MaxValueValidator(9)]),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', (events.vocabulary.DeliveryState['PENDING'], events.vocabulary.DeliveryState['RUNNING']))), fields=['-priority', 'received_at'], name='delivery_to_do'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['batch', 'state', 'settled_at'], name='delivery_by_batch'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'running', 'cancelled', 'done', 'refused', 'dead'])), name='delivery_state_known'),
        ),
        migrations.AddField(
            model_name='difference',
            name='delivery',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='difference', to='sources.delivery'),
        ),
        migrations.AddField(
            model_name='difference',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.document'),
        ),
    ]
