import django.contrib.postgres.indexes
from django.db import migrations, models

import events.publishing.periods
import events.search

# Two words are neighbours where nothing but words that no index holds ("the", "of") stands between them. Of a query: those that
# it wants to be neighbours, where it wants all that it names; none otherwise.
NEIGHBOURS = r"""
CREATE FUNCTION events_neighbours(words tsvector) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 500 AS $$
    SELECT coalesce(array_agg(DISTINCT hashtext(former || ' ' || word) & 262143), '{}') FROM (
        SELECT word, lag(word) OVER (ORDER BY place) AS former FROM (
            SELECT lexeme AS word, unnest(positions) AS place FROM unnest(words)
        ) AS placed
    ) AS paired WHERE former IS NOT NULL
$$;
CREATE FUNCTION events_neighbours(query tsquery) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 500 AS $$
    SELECT CASE WHEN bool_or(token IN ('|', '!', '(')) THEN '{}' ELSE coalesce(
        array_agg(DISTINCT hashtext(word || ' ' || following) & 262143) FILTER (WHERE operator LIKE '<%' AND token LIKE '''%'), '{}'
    ) END FROM (
        SELECT token, operator, replace(replace(substr(token, 2, length(token) - 2), '''''', ''''), '\\', '\') AS word,
            replace(replace(substr(following, 2, length(following) - 2), '''''', ''''), '\\', '\') AS following
        FROM (
            SELECT token, lead(token) OVER spoken AS operator, lead(token, 2) OVER spoken AS following FROM (
                SELECT found[1] AS token, place
                FROM regexp_matches(query::text, '(''(?:[^'']|'''')*''|<(?:-|\d+)>|[&|!()])', 'g')
                    WITH ORDINALITY AS matches (found, place)
            ) AS tokens WINDOW spoken AS (ORDER BY place)
        ) AS triples
    ) AS written
$$;
"""
DROP = "DROP FUNCTION events_neighbours(tsvector); DROP FUNCTION events_neighbours(tsquery)"


def words(name, day):
    return django.contrib.postgres.indexes.GinIndex(
        models.F('search'), events.publishing.periods.Periods(day), events.search.Neighbours('search'),
        condition=models.Q(('body__isnull', False), ('until__isnull', True)), name=name,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0014_search_by_four_years'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='publishedmeeting', name='pub_meeting_search'),
        migrations.RemoveIndex(model_name='publishedstatement', name='pub_statement_search'),
        migrations.RunSQL(NEIGHBOURS, DROP),
        migrations.AddIndex(model_name='publishedmeeting', index=words('pub_meeting_search', 'start_earliest')),
        migrations.AddIndex(model_name='publishedstatement', index=words('pub_statement_search', 'day_earliest')),
    ]
