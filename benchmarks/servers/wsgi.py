"""The WSGI application of the servers that are made with Django; BENCH_URLCONF says which."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.servers.settings"
os.environ.setdefault("CHANCERY_PROCESS", "web")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
