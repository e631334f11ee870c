"""The admin of the record."""

from django.contrib import admin

from events.admin import changes, decisions, documents, keys, meetings, persons, reference, snapshots, statements  # noqa: F401

admin.site.site_header = "Chancery"
admin.site.site_title = "Chancery"
admin.site.index_title = "The record and its intake"
admin.site.index_template = "chancery/admin/index.html"
admin.site.enable_nav_sidebar = False  # Lists are wide, and it cannot be grouped as the index is.
admin.site.empty_value_display = "–"
