"""The WSGI application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("CHANCERY_PROCESS", "web")

import django

from config.handler import Handler, watch_one_connection
from config.serving import ensure_server

django.setup(set_prefix=False)
watch_one_connection()
application = Handler()
ensure_server()
