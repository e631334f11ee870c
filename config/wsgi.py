"""The WSGI application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("CHANCERY_PROCESS", "web")

from django.core.wsgi import get_wsgi_application

from config.serving import ensure_server

application = get_wsgi_application()
ensure_server()
