import django.contrib.postgres.indexes
from django.db import migrations, models

import events.publishing.periods

# As events.publishing.periods.numbered has them.
PERIODS = """
CREATE FUNCTION events_periods(day date) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT ARRAY[
        (day - '0001-01-01'::date + 1) * 4,
        (12 * extract(year FROM day)::integer + extract(month FROM day)::integer - 1) * 4 + 1,
        (4 * extract(year FROM day)::integer + extract(quarter FROM day)::integer - 1) * 4 + 2,
        extract(year FROM day)::integer * 4 + 3
    ]
$$
"""

# Bodies are read far more often than written: rows of up to half a block lie as they are, neither compressed nor elsewhere.
PLAIN = "ALTER TABLE events_publishedmeeting SET (toast_tuple_target = 4080)"
COMPRESSED = "ALTER TABLE events_publishedmeeting RESET (toast_tuple_target)"


def words(name, day):
    return django.contrib.postgres.indexes.GinIndex(
        models.F('search'), events.publishing.periods.Periods(day),
        condition=models.Q(('body__isnull', False), ('until__isnull', True)), name=name,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0011_months'),
    ]

    operations = [
        migrations.RunSQL(PLAIN, COMPRESSED),
        migrations.RunSQL(PERIODS, "DROP FUNCTION events_periods(date)"),
        migrations.RemoveIndex(model_name='publishedmeeting', name='pub_meeting_search'),
        migrations.RemoveIndex(model_name='publishedstatement', name='pub_statement_search'),
        migrations.AddIndex(model_name='publishedmeeting', index=words('pub_meeting_search', 'start_earliest')),
        migrations.AddIndex(model_name='publishedstatement', index=words('pub_statement_search', 'day_earliest')),
    ]
