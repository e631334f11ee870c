"""Django's settings. Everything that differs between installations comes from the environment; docs/ lists it.

CHANCERY_ENV=production demands a generated SECRET_KEY and ALLOWED_HOSTS, and turns on what needs HTTPS. Without it only
this machine is served: another name in ALLOWED_HOSTS refuses to start.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.api_settings import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401
from config.databases import django_database, libpq_parameters, pgmq_conninfo
from config.env import Environment
from config.logs import configure_structlog, logging_settings
from config.secret_key import check_strength, kept_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# --- Which installation this is

PRODUCTION = env.choice("CHANCERY_ENV", "local", ("local", "production")) == "production"
DEBUG = env.boolean("DEBUG", default=False)
DATA_DIR = env.path("DATA_DIR", BASE_DIR / "var")
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or ([] if PRODUCTION else LOOPBACK)

if PRODUCTION:
    SECRET_KEY = env.text("SECRET_KEY")
    check_strength(SECRET_KEY)
    if DEBUG:
        raise ImproperlyConfigured("DEBUG must be off where CHANCERY_ENV=production.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("CHANCERY_ENV=production: set ALLOWED_HOSTS to the names it is served under, not *.")
else:
    SECRET_KEY = env.text("SECRET_KEY") or kept_key(DATA_DIR)
    if strangers := set(ALLOWED_HOSTS) - set(LOOPBACK):
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS has {', '.join(sorted(strangers))}: to serve others than this machine, set "
            "CHANCERY_ENV=production and SECRET_KEY."
        )

# --- Database and broker

DATABASE_URL = env.text("DATABASE_URL")
EMBEDDED_DATABASE = not DATABASE_URL
EMBEDDED_DATABASE_DURABLE = env.boolean("EMBEDDED_POSTGRES_DURABLE", default=True)
_database = libpq_parameters(DATABASE_URL, DATA_DIR)
# Commands and tasks may take their time; a web request may not (config/wsgi.py says which this process is).
_IS_WEB = os.environ.get("CHANCERY_PROCESS") == "web"
DATABASES = {
    "default": django_database(
        _database,
        statement_timeout=env.integer("STATEMENT_TIMEOUT_MS", 15_000 if _IS_WEB else 0),
        connect_timeout=env.integer("CONNECT_TIMEOUT", 10, least=1),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "pgmq://")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = env.text("CELERY_QUEUE", "chancery")
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3.0
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 570
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    # Also what tells that the scheduler lives: see config/probe.py.
    "sweep": {
        "task": "sources.sweep",
        "schedule": env.integer("SWEEP_SECONDS", 30, least=1),
        "options": {"expires": 60},
    },
}
CELERY_BEAT_SYNC_EVERY = 1
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
if CELERY_BROKER_URL.startswith("pgmq:"):
    _broker = _database
    if CELERY_BROKER_URL == "pgmq://":
        CELERY_BROKER_URL = "pgmq://localhost"  # kombu warns of an empty host; conn_string says where it is
    else:
        _broker = libpq_parameters("postgresql" + CELERY_BROKER_URL.removeprefix("pgmq"), DATA_DIR)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "conn_string": pgmq_conninfo(_broker | {"application_name": "chancery-broker"}),
        # The migration sources.0002_message_queue installed its SQL; the server has no such extension.
        "init_extension": False,
        # Above the longest task, or another worker would be given the message while the first still works.
        "visibility_timeout": CELERY_TASK_TIME_LIMIT + 60,
        # Wait for NOTIFY rather than in a long poll, which a shutdown would have to sit out.
        "wait_time_seconds": 0,
        "polling_interval": 1,
        "use_notify": True,
        "notify_throttle_interval_ms": 0,
        "pool_size": 4,
        "pool_timeout": 10,
    }
else:
    CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum"
    CELERY_WORKER_DETECT_QUORUM_QUEUES = True
    CELERY_BROKER_TRANSPORT_OPTIONS = {"confirm_publish": True}

# --- Intake

MAX_DOCUMENT_BYTES = env.integer("MAX_DOCUMENT_BYTES", 5_000_000, least=1)
MAX_DOCUMENT_CHARACTERS = env.integer("MAX_DOCUMENT_CHARACTERS", 400_000, least=1)

# --- Applications

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_celery_beat",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config.apps.ConfigConfig",
    "events.apps.EventsConfig",
    "sources.apps.SourcesConfig",
]
MIDDLEWARE = [
    "config.middleware.HeadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "config.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# --- Languages and time

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- Static files: collected in the image, found in place elsewhere

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "static-collected") if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
_static_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": _static_storage if PRODUCTION else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Security

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = env.integer("SECURE_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.boolean("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=PRODUCTION)
SECURE_HSTS_PRELOAD = env.boolean("SECURE_HSTS_PRELOAD", default=PRODUCTION)
# How many proxies of ours stand in front: they alone are believed about the client's address and scheme.
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = env.integer("MAX_BODY_BYTES", 60 * 1024 * 1024)

# --- Processes: what `manage.py run` starts

BIND = env.text("BIND", "127.0.0.1")
PORT = env.integer("PORT", 8000, least=1)
WEB_WORKERS = env.integer("WEB_WORKERS", 2, least=1)
WEB_THREADS = env.integer("WEB_THREADS", 4, least=1)
WORKER_CONCURRENCY = env.integer("WORKER_CONCURRENCY", min(os.cpu_count() or 1, 4), least=1)
if not PRODUCTION and BIND not in {"localhost", "127.0.0.1", "::1"}:
    raise ImproperlyConfigured(f"BIND={BIND}: to serve others than this machine, set CHANCERY_ENV=production.")

# --- Throttling, read by the API: N/s, N/m, N/h or off

THROTTLE_READ = env.text("THROTTLE_READ", "50/s")
THROTTLE_WRITE = env.text("THROTTLE_WRITE", "10/s")

# --- Logs

DJANGO_STRUCTLOG_USER_ID_FIELD = ""
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING = logging_settings(
    level=env.choice("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR")),
    style=env.choice("LOG_STYLE", "json" if PRODUCTION else "console", ("json", "console")),
)
configure_structlog()
