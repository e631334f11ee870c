"""What is saved as it was read, after somebody else's change was published, is published anew."""

from django.db import migrations

TABLES = ("meeting", "person", "statement", "document", "country", "organization")
# Publishing itself alone sets a later time of change and counts a version: the first, or one more.
OWN = "NEW.updated_at > OLD.updated_at AND (NEW.version > OLD.version OR NEW.version = 1)"
FORMER = "OLD.updated_at <> NEW.updated_at"


def triggers(own: str) -> str:
    return "".join(
        f"""
DROP TRIGGER {table}_touched_by_change ON events_{table};
CREATE TRIGGER {table}_touched_by_change AFTER UPDATE ON events_{table} FOR EACH ROW
    WHEN (NOT ({own}) AND OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION events_touch_{table}();
"""
        for table in TABLES
    )


class Migration(migrations.Migration):
    dependencies = [("events", "0018_primary_documents_and_earlier_clusters")]

    operations = [migrations.RunSQL(triggers(OWN), triggers(FORMER))]
