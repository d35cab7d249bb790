"""Settings of one installation, from the environment; without any, an embedded office set-up."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import SELF
from django.core.management.utils import get_random_secret_key

from kaigong.config import logs, surroundings
from kaigong.wording import CHINESE, ENGLISH

PACKAGE = Path(__file__).resolve().parent.parent


def _is_on(name: str, *, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


DATA_DIR = Path(os.environ.get("KAIGONG_DATA", Path.cwd() / "data")).resolve()


def _secret_key() -> str:
    """The key of this installation: from the environment, else made once and kept with the data."""
    if given := os.environ.get("KAIGONG_SECRET_KEY"):
        return given
    kept = DATA_DIR / "secret_key"
    if kept.exists():
        return kept.read_text().strip()
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    made = get_random_secret_key()
    # O_EXCL: of two processes that start together only one may write the key.
    try:
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(made)
    except FileExistsError:
        return kept.read_text().strip()
    return made


SECRET_KEY = _secret_key()
DEBUG = _is_on("KAIGONG_DEBUG")
IS_BEHIND_TLS = _is_on("KAIGONG_TLS")
ALLOWED_HOSTS = os.environ.get("KAIGONG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
# Where people reach us from outside, for links in messages; not known without a name and TLS.
SITE_ADDRESS = f"https://{ALLOWED_HOSTS[0]}" if IS_BEHIND_TLS else ""
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if IS_BEHIND_TLS else []

INSTALLED_APPS = [
    # Ours first: our pages for log-in and errors are found before those the libraries bring.
    "kaigong.audit",
    "kaigong.accounts",
    "kaigong.web",
    "kaigong.portfolio",
    "kaigong.coordination",
    "kaigong.plan",
    "kaigong.cockpit",
    "kaigong.reporting",
    "kaigong.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.dingtalk",
    "allauth.socialaccount.providers.weixin",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
    "template_partials",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "kaigong.web.metrics.Measuring",
    "kaigong.web.middleware.RequestNaming",  # outermost but one: all log lines carry the name
    "django.middleware.security.SecurityMiddleware",
    "kaigong.web.static_files.PackedStaticFiles",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kaigong.web.middleware.LookingOver",
    "kaigong.web.middleware.HelpfulErrors",
    "axes.middleware.AxesMiddleware",
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

ROOT_URLCONF = "kaigong.config.urls"
WSGI_APPLICATION = "kaigong.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kaigong.web.frame.frame",
            ],
            "builtins": [
                "kaigong.web.templatetags.wording",
                "kaigong.web.templatetags.figures",
                "kaigong.web.templatetags.islands",
                "template_partials.templatetags.partials",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": surroundings.database(
        os.environ.get("KAIGONG_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'kaigong.sqlite3'}"
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Axes' and allauth's counters must be shared by all processes, so the cache lives in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- people -------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # how long a one-time link waits for its person
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "kaigong.accounts.passwords.LongEnoughValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "kaigong.accounts.adapters.NoSignUp"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
# Codes of the second step: five, then a quarter of an hour. Passwords are limited by Axes alone:
# allauth's own limit would refuse the right one with the plain form again; see NoSignUp.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/15m/key",
    "invitation": "20/15m/key",  # links that open nothing, from one address
}
USERSESSIONS_ADAPTER = "kaigong.accounts.adapters.DevicesInTheChain"
SOCIALACCOUNT_ADAPTER = "kaigong.accounts.adapters.KnownPeopleOnly"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = surroundings.identity_providers(os.environ)
SOCIALACCOUNT_LOGIN_ON_GET = False
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up by himself, so no address needs proof
MFA_TOTP_ISSUER = "Kaigong 开工"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "kaigong.accounts.adapters.name_tried"
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "ip_address",
    "login",
]  # masked in what Axes keeps and logs
AXES_CLIENT_IP_CALLABLE = "kaigong.accounts.adapters.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "kaigong.accounts.adapters.locked_out"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = False

# --- languages and time ---------------------------------------------------------
LANGUAGE_CODE = CHINESE
LANGUAGES = [(CHINESE, "中文"), (ENGLISH, "English")]
LANGUAGE_COOKIE_NAME = "kaigong_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["kaigong.config.formats"]

# --- files ----------------------------------------------------------------------
STATIC_URL = "/static/"
STORAGES = {
    "default": {
        "BACKEND": "kaigong.web.whole_files.WholeFiles",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # served from the package itself: nothing to collect, no STATIC_ROOT
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/kaigong/assets/.+-[0-9a-zA-Z_-]{8}\.\w+$"
# The whole body of a request, files and all; Django's own limit below leaves files out.
UPLOAD_MAX_BYTES = int(os.environ.get("KAIGONG_UPLOAD_MB", "100")) * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # a paste of 5,000 wide rows
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# --- what a browser may do ----------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *surroundings.doors_of(os.environ)],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "kaigong.web.refusals.not_permitted"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_BEHIND_TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_TLS else None

# --- whom webhooks may tell ------------------------------------------------------------
# Slugs of the zones whose webhooks may go to private addresses and without TLS.
WEBHOOKS_INSIDE = frozenset(filter(None, os.environ.get("KAIGONG_WEBHOOKS_INSIDE", "").split(",")))

# --- what a monitor may read ---------------------------------------------------------
METRICS_TOKEN = os.environ.get("KAIGONG_METRICS_TOKEN", "")  # without it, this machine only

LOGGING = logs.LOGGING
logs.configure()
