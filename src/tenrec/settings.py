"""Django settings; every value that an operator may choose comes from TENREC_* variables."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tenrec.core.config import Config

CONFIG = Config.from_env(os.environ)


def _secret_key(config: Config) -> str:
    """The given key, or one made once and kept in the data folder for its owner only."""
    if config.secret_key:
        return config.secret_key
    path = config.data_dir / "secret_key"
    if not path.exists():
        config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        with open(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    return path.read_text().strip()


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
                "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;"
            ),
        },
        # A database in memory would hide what threads and restarts do.
        "TEST": {"NAME": os.environ.get("TENREC_TEST_SQLITE")},
    }


def _database(config: Config) -> dict[str, Any]:
    url = config.database_url
    if url is None:
        return _sqlite(config.data_dir / "tenrec.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_HEALTH_CHECKS": True,
    }


def _resources_with_models() -> list[str]:
    """Every resource folder that keeps something is an app: the folder is the list."""
    folders = Path(__file__).parent.glob("resources/*/models.py")
    return sorted(f"tenrec.resources.{path.parent.name}" for path in folders)


SECRET_KEY = _secret_key(CONFIG)
DEBUG = False
ALLOWED_HOSTS = ["*"]  # the host is never trusted: addresses are built from TENREC_SITE_URL
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False
APPEND_SLASH = False
ROOT_URLCONF = "tenrec.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
SITE_URL = CONFIG.site_url
RATE_LIMITS = CONFIG.rate_limits
CHECK_RESPONSES = CONFIG.check_responses
STATIC_URL = "/static/"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "tenrec.accounts",
    "tenrec.persons",
    "tenrec.taxonomy",
    "tenrec.ingest",
    "django_tasks",
    "django_tasks_db",
    "tenrec.jobs",
    "tenrec.activity",
    "tenrec.flags",
    *_resources_with_models(),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
DATABASES = {"default": _database(CONFIG)}
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CONFIG.redis_url}
        if CONFIG.redis_url
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            # Few would let a stranger push rate-limit and log-in counters out.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    )
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "tenrec.accounts.strength.StrengthValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

_IS_HTTPS = CONFIG.site_url.startswith("https://")
SESSION_COOKIE_SECURE = _IS_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_NAME = "posthog_csrftoken"
CSRF_TRUSTED_ORIGINS = [CONFIG.site_url]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "tenrec.rest.errors.csrf_failed"

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if CONFIG.email else 'console'}.EmailBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIG.email_from
if CONFIG.email:
    EMAIL_HOST, EMAIL_PORT = CONFIG.email.host, CONFIG.email.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = CONFIG.email.user, CONFIG.email.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = CONFIG.email.is_tls, CONFIG.email.needs_starttls

TASKS = {"default": {"BACKEND": "tenrec.jobs.backend.Backend"}}

REST_FRAMEWORK = {
    # Who may do what is said by tenrec.rest.views.ApiView; any other view lets nobody in.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": [
        "tenrec.rest.parsers.JSONBody",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["tenrec.rest.rendering.JSONAnswer"],
    "DEFAULT_PAGINATION_CLASS": "tenrec.rest.paging.OffsetPages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": "tenrec.rest.metadata.Metadata",
    "EXCEPTION_HANDLER": "tenrec.rest.errors.handle",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "tenrec.rest.csv_answer.Negotiation",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tenrec API",
    "VERSION": "1.0.0",
    "DESCRIPTION": "Everything a person can do in Tenrec, with a personal API key.",
    "SERVERS": [{"url": CONFIG.site_url}],
    "SERVE_INCLUDE_SCHEMA": False,
    "DEFAULT_GENERATOR_CLASS": "tenrec.rest.schema_generator.Generator",
    "SCHEMA_PATH_PREFIX": "/api",
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices that several fields of one shape share.
    "ENUM_NAME_OVERRIDES": {"StepMatchingEnum": "tenrec.resources.actions.steps.MATCHING"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "tenrec.rest.schema.add_refusals",
    ],
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # A refusal is the caller's business; only what broke is the operator's.
        "django.request": {"level": "ERROR"},
        # They retry aloud; what fails in the end comes back to us as an error.
        "urllib3.connectionpool": {"level": "ERROR"},
        "clickhouse_connect": {"level": "ERROR"},
    },
}
