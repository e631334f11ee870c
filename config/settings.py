"""Django's settings. Everything that differs between installations comes from the environment; docs/ lists it.

CHANCERY_ENV=production demands a generated SECRET_KEY and ALLOWED_HOSTS, and turns on what needs HTTPS. Without it only
this machine is served: another name in ALLOWED_HOSTS refuses to start.
"""

import os
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from csp import constants as csp
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
_connect_timeout = env.integer("CONNECT_TIMEOUT", 10, least=1)
# Commands and tasks may take their time; a web request may not (config/wsgi.py says which this process is).
_IS_WEB = os.environ.get("CHANCERY_PROCESS") == "web"
DATABASES = {
    "default": django_database(
        _database,
        statement_timeout=env.integer("STATEMENT_TIMEOUT_MS", 15_000 if _IS_WEB else 0),
        connect_timeout=_connect_timeout,
        # A stream to a slow client is no fault of the web server's; it has its own limits.
        idle_timeout=0 if _IS_WEB else env.integer("IDLE_TRANSACTION_SECONDS", 30),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "pgmq://")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = env.text("CELERY_QUEUE", "chancery")
# Workers take from both in turn: what must be done in time (sweep, publish, poll) does not wait behind a back-fill.
DELIVERIES_QUEUE = f"{CELERY_TASK_DEFAULT_QUEUE}_deliveries"
LONGEST_PGMQ_QUEUE = 47
CELERY_TASK_ROUTES = {"sources.process_delivery": {"queue": DELIVERIES_QUEUE}}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_POOL = "config.pool:TaskPool"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Seconds to wait for the result of a process of the pool that was killed; until then its message holds a place of the worker.
CELERY_WORKER_LOST_WAIT = 2.0
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3.0
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 570
CELERY_TIMEZONE = "UTC"
# Messages of the scheduler are worth nothing when the next has come. Seconds by the worker's clock, which may be an hour ahead.
MESSAGE_EXPIRES = 7_200
CELERY_BEAT_SCHEDULE = {
    # Also what tells that the scheduler lives: see config/probe.py.
    "sweep": {
        "task": "sources.sweep",
        "schedule": env.integer("SWEEP_SECONDS", 30, least=1),
        "options": {"expire_seconds": MESSAGE_EXPIRES},
    },
    "prune": {
        "task": "events.prune_history",
        "schedule": crontab(hour=3, minute=45),
        "options": {"expire_seconds": MESSAGE_EXPIRES},
    },
    "publish": {
        "task": "events.publish_what_is_left",
        "schedule": env.integer("SWEEP_SECONDS", 30, least=1),
        "options": {"expire_seconds": MESSAGE_EXPIRES},
    },
    "poll": {
        "task": "sources.poll_due",
        "schedule": env.integer("POLL_SECONDS", 30, least=1),
        "options": {"expire_seconds": MESSAGE_EXPIRES},
    },
    "snapshot": {
        "task": "events.write_snapshot",
        "schedule": crontab(hour=env.integer("SNAPSHOT_HOUR", 2), minute=15),
        "options": {"expire_seconds": MESSAGE_EXPIRES},
    },
}
CELERY_BEAT_SYNC_EVERY = 1
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
_queue_arguments = {}
if CELERY_BROKER_URL.startswith("pgmq:"):
    if len(DELIVERIES_QUEUE) > LONGEST_PGMQ_QUEUE:
        most = LONGEST_PGMQ_QUEUE - len(DELIVERIES_QUEUE) + len(CELERY_TASK_DEFAULT_QUEUE)
        raise ImproperlyConfigured(f"CELERY_QUEUE={CELERY_TASK_DEFAULT_QUEUE!r}: in the database, at most {most} characters.")
    _broker = _database
    _usual = {"application_name": "chancery-broker", "connect_timeout": str(_connect_timeout)}
    if CELERY_BROKER_URL == "pgmq://":
        CELERY_BROKER_URL = "pgmq://localhost"  # kombu warns of an empty host; conn_string says where it is
    else:
        _broker = libpq_parameters("postgresql" + CELERY_BROKER_URL.removeprefix("pgmq"), DATA_DIR)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "conn_string": pgmq_conninfo(_usual | _broker),
        # The migration sources.0002_message_queue installed its SQL; the server has no such extension.
        "init_extension": False,
        # Above the longest task, or another worker would be given the message while the first still works.
        "visibility_timeout": CELERY_TASK_TIME_LIMIT + 60,
        # Wait for NOTIFY rather than in a long poll, which a shutdown would have to sit out.
        "wait_time_seconds": 0,
        # Also how long a process of the pool that has done its task may wait for the next: no NOTIFY tells of free hands.
        "polling_interval": 0.2,
        "use_notify": True,
        "notify_throttle_interval_ms": 0,
        "pool_size": 4,
        "pool_timeout": 10,
    }
else:
    _queue_arguments = {"x-queue-type": "quorum"}
    CELERY_WORKER_DETECT_QUORUM_QUEUES = True
    CELERY_BROKER_TRANSPORT_OPTIONS = {"confirm_publish": True}
CELERY_TASK_QUEUES = {
    name: {"exchange": CELERY_TASK_DEFAULT_QUEUE, "routing_key": name, "queue_arguments": _queue_arguments}
    for name in (CELERY_TASK_DEFAULT_QUEUE, DELIVERIES_QUEUE)
}

# --- Snapshots

SNAPSHOT_DIR = env.path("SNAPSHOT_DIR", DATA_DIR / "snapshots")
SNAPSHOTS_KEPT = env.integer("SNAPSHOTS_KEPT", 7, least=1)

# --- Intake

# How long a worker may keep a delivery or a source: longer than the longest task.
LEASE_SECONDS = env.integer("LEASE_SECONDS", CELERY_TASK_TIME_LIMIT + 120, least=1)
MAX_DOCUMENT_BYTES = env.integer("MAX_DOCUMENT_BYTES", 5_000_000, least=1)
MAX_DOCUMENT_CHARACTERS = env.integer("MAX_DOCUMENT_CHARACTERS", 400_000, least=1)
# Processor time for reading one document, and memory of each of the worker's processes: what takes more ends dead.
READ_SECONDS = env.integer("READ_SECONDS", 60, least=1)
WORKER_MEMORY_MB = env.integer("WORKER_MEMORY_MB", 2_000)
# More than so many deliveries that wait: the API takes no more, and nothing is polled.
MOST_WAITING = env.integer("MOST_WAITING", 50_000, least=1)
MAX_LIST_BYTES = env.integer("MAX_LIST_BYTES", 20_000_000, least=1)
# Hosts know us, and their robots.txt names us, by the first word.
FETCH_USER_AGENT = env.text("FETCH_USER_AGENT", "Chancery/0.1")
# For all of one fetch, redirects included.
FETCH_SECONDS = env.integer("FETCH_SECONDS", 60, least=1)
# Opens this machine to the intake, on any port: for tests.
FETCH_LOOPBACK = env.boolean("FETCH_LOOPBACK", default=False)
if PRODUCTION and FETCH_LOOPBACK:
    raise ImproperlyConfigured("FETCH_LOOPBACK is for tests: take it out where CHANCERY_ENV=production.")
# Folders that sources may watch, with all below them.
WATCHED_FOLDERS = [Path(folder).absolute() for folder in env.words("WATCHED_FOLDERS", (str(DATA_DIR / "inbox"),))]

# --- Former versions of the record: how long they are kept; 0 is for ever

HISTORY_DAYS = env.integer("HISTORY_DAYS", 0)

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
    "axes",
    "csp",
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
    "config.middleware.RequestMiddleware",
    "events.api.middleware.ApiMiddleware",
    # What stands from here to the last is for pages and sessions: readers of the API pass it by.
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.PolicyMiddleware",
    "axes.middleware.AxesMiddleware",
    "events.api.middleware.InnermostMiddleware",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
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

# Pages run no script and load nothing but what comes from here.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.SELF],
        "style-src": [csp.SELF],
        "img-src": [csp.SELF, "data:"],
        "font-src": [csp.SELF],
        "connect-src": [csp.SELF],
        "form-action": [csp.SELF],
        "base-uri": [csp.NONE],
        "frame-ancestors": [csp.NONE],
    }
}
# Guessing passwords: after so many failures of one name from one address, neither is heard for a while; nor is an address with
# so many of any names. A name alone is never locked: anybody could lock an editor out.
LOGIN_ADDRESS_FAILURES = env.integer("LOGIN_ADDRESS_FAILURES", 20, least=1)
AXES_HANDLER = "config.logins.LoginHandler"
AXES_FAILURE_LIMIT = env.integer("LOGIN_FAILURES", 5, least=1)
AXES_COOLOFF_TIME = timedelta(minutes=env.integer("LOGIN_LOCKOUT_MINUTES", 15, least=1))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Or colleagues who share an address would put off the end of a lock for each other.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "config.logins.locked_out"
AXES_CLIENT_IP_CALLABLE = "config.logins.login_address"
AXES_VERBOSE = False

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
