"""The one settings file. The README has a table of the variables it reads."""

import os
import re
import secrets
import sys
import zoneinfo
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from kombu import Queue

# The pinned tzdata decides, not whatever the machine happens to have.
zoneinfo.reset_tzpath(to=[])

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DATA = BASE_DIR / ".local"

# These never serve a member, so they start without the secrets that serving needs.
OFFLINE_COMMANDS = {"migrate", "collectstatic", "makemigrations", "makemessages", "compilemessages"}
OFFLINE = OFFLINE_COMMANDS.intersection(sys.argv[1:2])


def flag(name):
    """Whether the environment variable says yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


DEBUG = flag("DEBUG")


def required(name, development, check=lambda value: True, wish="is needed"):
    """The variable's value; a development default with DEBUG on, otherwise a refusal to start.

    Raises ImproperlyConfigured naming the variable.
    """
    value = os.environ.get(name, "")
    if value and (DEBUG or OFFLINE or check(value)):
        return value
    if DEBUG or OFFLINE:
        return development
    raise ImproperlyConfigured(f"{name} {wish}: set it, or DEBUG=1 on your own machine.")


def chosen(name, usual, fits, wish):
    """The variable's value, or the usual one. Raises ImproperlyConfigured when it does not fit."""
    value = os.environ.get(name) or usual
    if not fits(value):
        raise ImproperlyConfigured(f"{name} {wish}.")
    return value


def is_database(url):
    """Whether it names a PostgreSQL server and a database on it."""
    parts = whole(url)
    return bool(parts and parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"))


def is_broker(url):
    """Whether it names a Redis or Valkey server."""
    parts = whole(url)
    return bool(parts and parts.scheme in {"redis", "rediss"} and parts.hostname)


def whole(url):
    """The address in its parts, or None where it holds nonsense, such as a port of letters."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def folder(name, usual):
    """The folder that the variable names, or the usual one below .local/."""
    return Path(os.environ.get(name) or LOCAL_DATA / usual)


def is_site(url):
    """Whether letters can point there: a scheme and a host, and nothing behind them."""
    parts = urlsplit(url)
    return bool(parts.scheme in {"http", "https"} and parts.hostname and parts.path in {"", "/"})


def is_mailbox(address):
    """Whether it can stand in an envelope as it is."""
    return bool(re.fullmatch(r"[!-~]+@[!-~]+", address) and not set('<>(),;"') & set(address))


def is_strong(secret):
    """Long and varied enough to sign letters with (the measure of Django's own deploy check)."""
    return len(secret) >= 50 and len(set(secret)) >= 5 and not secret.startswith("django-insecure-")


SECRET_KEY = required(
    "SECRET_KEY",
    secrets.token_urlsafe(50)
    if OFFLINE
    else "for development on one machine only, and known to all",
    is_strong,
    "must be a random string of 50 characters or more",
)
SITE_URL = required(
    "SITE_URL", "http://127.0.0.1:8000", is_site, "must look like https://your.site"
).rstrip("/")
GROUP_NAME = os.environ.get("GROUP_NAME") or "Networkgroup"
PLAIN = "must be a plain address such as letters@your.site"
GROUP_ADDRESS = chosen(
    "GROUP_ADDRESS", f"letters@{urlsplit(SITE_URL).hostname or 'localhost'}", is_mailbox, PLAIN
)
GROUP_REPLY_TO = chosen("GROUP_REPLY_TO", GROUP_ADDRESS, is_mailbox, PLAIN)
GROUP_TIME_ZONE = chosen(
    "GROUP_TIME_ZONE",
    "Europe/London",
    zoneinfo.available_timezones().__contains__,
    "must be a time zone such as Europe/London",
)
TRUSTED_PROXY_COUNT = int(chosen("TRUSTED_PROXY_COUNT", "0", str.isdecimal, "must be a number"))
HTTPS = SITE_URL.startswith("https://")

ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "localhost"]
if DEBUG:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "networkgroup.apps.NetworkgroupAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    # Ours come before allauth, so that our letters and pages are found first.
    "meetups",
    "members",
    "allauth",
    "allauth.account",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.PresentMembersOnly",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "members.middleware.MembersWallClock",
    "members.middleware.RememberDeeds",
    "members.middleware.PrivatePages",
]

ROOT_URLCONF = "networkgroup.urls"
WSGI_APPLICATION = "networkgroup.wsgi.application"
FORM_RENDERER = "members.rendering.Renderer"

PAGES = [
    "django.template.context_processors.request",
    "django.template.context_processors.csp",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "members.context.group",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": PAGES},
    },
    {
        # Text letters: `{% autoescape off %}` does not reach into included pieces.
        "NAME": "text",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"autoescape": False},
    },
]

# -- where things are kept ------------------------------------------------------------------------

# None is guessed for migrate: it would change some other database.
USUAL_DATABASE = "postgres://localhost/networkgroup" if DEBUG or "migrate" not in OFFLINE else ""
DATABASE_URL = chosen(
    "DATABASE_URL",
    required("DATABASE_URL", USUAL_DATABASE),
    is_database,
    "must look like postgres://user:password@host:5432/name",
)
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)
}
if not OFFLINE:
    # Nobody waits for ever: a verb that cannot get its turn is tried again (members.patience). What
    # is asked again and again over a kept connection is thought through once: PostgreSQL needs
    # longer to plan most of our statements than to answer them. And a host that died in the middle
    # of a transaction does not keep its locks.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        options="-c lock_timeout=3000 -c statement_timeout=10000"
        " -c idle_in_transaction_session_timeout=60000",
        server_side_binding=True,
        prepare_threshold=5,
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis is Celery's broker and nothing else: what pages need survives its absence.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    "cards": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "cards",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = folder("STATIC_ROOT", "static")
MEDIA_ROOT = folder("MEDIA_ROOT", "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# -- members --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "members.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SIGNUP_REDIRECT_URL = "/welcome/"
ACCOUNT_FORMS = {"signup": "members.forms.sign_up.SignUpForm"}
ACCOUNT_SESSION_REMEMBER = True
# Greylisting and slow phones: a letter with a code may take its time.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# Added to allauth's own; counted per member, and for a guest per place one asks from
# (members.limits).
ACCOUNT_RATE_LIMITS = {
    "follow": "60/h/user",
    "propose": "20/h/user",
    "message": "120/h/user",
    "word": "20/h/user",
    "invite": "20/h/user",
    "guest": "20/h/ip",
}

# -- letters --------------------------------------------------------------------------------------


MAIL_TIMEOUT = 20  # seconds for each answer

# The web APIs that take a letter as it is, with its picture, headers and calendar entry; the name
# of the option that holds their key. All others are reached by their SMTP servers.
PROVIDERS = {"mailgun": "api_key", "postmark": "server_token", "sendgrid": "api_key"}
EMAIL_URL_WISH = (
    "must look like smtp://user:password@host:port?tls=1, mailgun://KEY@your.domain,"
    " postmark://KEY@ or sendgrid://KEY@"
)


def mailer(url):
    """A MAILERS entry from smtp://..., smtps://... or <provider>://KEY@, as in the README."""
    parts = urlsplit(url)
    if parts.scheme in PROVIDERS:
        return provider(parts)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(f"EMAIL_URL {EMAIL_URL_WISH}.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parse_qs(parts.query).get("tls", ["0"])[0] in {"1", "true", "yes"},
            "timeout": MAIL_TIMEOUT,
        },
    }


def provider(parts):
    """A MAILERS entry for django-anymail; ?api=https://... names another address of its API."""
    if not parts.username or (parts.scheme == "mailgun" and not parts.hostname):
        raise ImproperlyConfigured(f"EMAIL_URL {EMAIL_URL_WISH}.")
    options = {PROVIDERS[parts.scheme]: unquote(parts.username), "timeout": MAIL_TIMEOUT}
    if parts.scheme == "mailgun":
        options["sender_domain"] = parts.hostname
    if "api" in parse_qs(parts.query):
        options["api_url"] = parse_qs(parts.query)["api"][0]
    return {"BACKEND": f"anymail.backends.{parts.scheme}.EmailBackend", "OPTIONS": options}


EMAIL_URL = required(
    "EMAIL_URL", "smtp://127.0.0.1:2525", wish="(smtp://user:password@host:587?tls=1) is needed"
)
MAILERS = {"default": mailer(EMAIL_URL)}


def webhook(text):
    """(provider, secret) of whoever may tell us of bounces and complaints; ("", "") for nobody.

    The secret is Mailgun's signing key, SendGrid's public key, or any other's user:password.
    """
    provider, _colon, secret = text.partition(":")
    keyed = {"mailgun", "sendgrid"}
    named = {"postmark", "brevo"}
    user, _colon, password = secret.partition(":")
    if text and not ((provider in keyed and secret) or (provider in named and user and password)):
        raise ImproperlyConfigured(
            "EMAIL_WEBHOOK must look like mailgun:SIGNING-KEY, sendgrid:PUBLIC-KEY,"
            " postmark:user:password or brevo:user:password."
        )
    return provider, secret


EMAIL_WEBHOOK = webhook(os.environ.get("EMAIL_WEBHOOK", ""))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = GROUP_ADDRESS

# Whoever shows it reads the figures at /metrics; without one there is no such address.
METRICS_TOKEN = chosen(
    "METRICS_TOKEN", "", lambda token: not token or len(token) >= 20, "must have 20 signs or more"
)

# -- Celery ---------------------------------------------------------------------------------------

CELERY_BROKER_URL = chosen(
    "REDIS_URL", "redis://127.0.0.1:6379/0", is_broker, "must look like redis://host:6379/0"
)
# A worker looks into both queues, each in its turn, unless `-Q letters` keeps it for the letters
# alone: then a code doesn't even wait for somebody else's shift to end.
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = [Queue("celery"), Queue("letters")]
CELERY_TASK_ROUTES = {"members.tasks.send_letters": {"queue": "letters"}}
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long the broker stays away, workers and beat are there when it comes back. Pages publish
# with far less patience (members.waking).
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A full broker refuses to note who has taken a task: else that is the end of a worker.
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 5,
    "socket_timeout": 10,
    "socket_keepalive": True,
}

# -- language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = GROUP_TIME_ZONE

# -- safety ---------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
SECURE_SSL_REDIRECT = HTTPS and not DEBUG
# Asked from inside the house, without the proxy.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS and not DEBUG else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Lines carry no address, word or token of a member.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "networkgroup.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # These bring handlers of their own, one of which writes e-mail past the gate.
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "gunicorn.access": {"handlers": [], "level": "INFO", "propagate": True},
        "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
        "celery": {"level": "WARNING"},
    },
}
