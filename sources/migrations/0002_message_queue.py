"""The tables and functions of PGMQ, the message queue that kombu's pgmq:// transport uses, as the package pgmq brings them."""

from django.db import migrations
from pgmq.install import get_embedded_install_sql


def install(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pgmq.meta') IS NOT NULL")
        if cursor.fetchone()[0]:  # the server's own extension, or installed by hand
            return
        # Without parameters: the script holds percent signs.
        cursor.execute(get_embedded_install_sql())


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
