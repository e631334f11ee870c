import django.contrib.postgres.indexes
from django.db import migrations, models

import events.publishing.periods

# As events.publishing.periods.numbered has them.
PERIODS = """
CREATE FUNCTION events_periods(day date) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT ARRAY[
        (day - '0001-01-01'::date + 1) * 5,
        (12 * extract(year FROM day)::integer + extract(month FROM day)::integer - 1) * 5 + 1,
        (4 * extract(year FROM day)::integer + extract(quarter FROM day)::integer - 1) * 5 + 2,
        extract(year FROM day)::integer * 5 + 3,
        extract(year FROM day)::integer / 4 * 5 + 4
    ]
$$
"""
BY_YEARS = """
CREATE FUNCTION events_periods(day date) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT ARRAY[
        (day - '0001-01-01'::date + 1) * 4,
        (12 * extract(year FROM day)::integer + extract(month FROM day)::integer - 1) * 4 + 1,
        (4 * extract(year FROM day)::integer + extract(quarter FROM day)::integer - 1) * 4 + 2,
        extract(year FROM day)::integer * 4 + 3
    ]
$$
"""
DROP = "DROP FUNCTION events_periods(date)"


def words(name, day):
    return django.contrib.postgres.indexes.GinIndex(
        models.F('search'), events.publishing.periods.Periods(day),
        condition=models.Q(('body__isnull', False), ('until__isnull', True)), name=name,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0013_names'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='publishedmeeting', name='pub_meeting_search'),
        migrations.RemoveIndex(model_name='publishedstatement', name='pub_statement_search'),
        migrations.RunSQL(DROP, BY_YEARS),
        migrations.RunSQL(PERIODS, DROP),
        migrations.AddIndex(model_name='publishedmeeting', index=words('pub_meeting_search', 'start_earliest')),
        migrations.AddIndex(model_name='publishedstatement', index=words('pub_statement_search', 'day_earliest')),
    ]
