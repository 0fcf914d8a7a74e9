"""What the site refuses to start without, and what it does not ask for."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

WHOLE = {
    "SITE_URL": "https://group.example.org",
    "SECRET_KEY": "".join(chr(97 + n % 26) + str(n % 10) for n in range(40)),
    # A real one: checks ask the server for its version.
    "DATABASE_URL": settings.DATABASE_URL,
    "EMAIL_URL": "smtp://mail.example.org:587?tls=1",
}


def start(*arguments, **environment):
    """Run manage.py with these variables and no others of ours."""
    return subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_whole_settings_pass_the_deploy_check():
    done = start("check", "--deploy", "--fail-level", "WARNING", **WHOLE)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_each_missing_variable_is_named(missing):
    done = start("check", **{name: value for name, value in WHOLE.items() if name != missing})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {missing} " in done.stderr


@pytest.mark.parametrize("weak", ["short", "a" * 60, "django-insecure-" + WHOLE["SECRET_KEY"]])
def test_a_weak_secret_is_refused(weak):
    done = start("check", **WHOLE | {"SECRET_KEY": weak})
    assert "ImproperlyConfigured: SECRET_KEY must be a random string" in done.stderr


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("DATABASE_URL", "mysql://localhost/group"),
        ("DATABASE_URL", "postgres://localhost:port/group"),
        ("DATABASE_URL", "postgres://localhost"),
        ("REDIS_URL", "valkey"),
        ("REDIS_URL", "redis://host:one/0"),
        ("SITE_URL", "your.site"),
        ("SITE_URL", "https://your.site/group"),
        ("GROUP_ADDRESS", "The group <letters@your.site>"),
        ("GROUP_ADDRESS", "letters@köln.example"),
        ("GROUP_REPLY_TO", "nobody"),
        ("GROUP_TIME_ZONE", "Mars/Olympus"),
        ("TRUSTED_PROXY_COUNT", "one"),
        ("METRICS_TOKEN", "short"),
        ("EMAIL_WEBHOOK", "mailgun"),
        ("EMAIL_WEBHOOK", "postmark:without-a-user"),
        ("EMAIL_WEBHOOK", "pigeon:user:password"),
        # Their letters bear numbers that nothing of ours knows.
        ("EMAIL_WEBHOOK", "mailjet:user:password"),
    ],
)
def test_what_would_only_fail_later_is_refused_by_name(name, odd):
    done = start("check", **WHOLE | {name: odd})
    assert f"ImproperlyConfigured: {name} must " in done.stderr


def test_an_empty_variable_is_none():
    names = ["GROUP_NAME", "GROUP_ADDRESS", "GROUP_REPLY_TO", "GROUP_TIME_ZONE"]
    names += ["TRUSTED_PROXY_COUNT", "REDIS_URL", "MEDIA_ROOT", "STATIC_ROOT"]
    empty = WHOLE | dict.fromkeys(names, "")
    assert start("check", **empty).returncode == 0
    done = start(
        "shell", "-c", "from django.conf import settings; print(settings.MEDIA_ROOT)", **empty
    )
    assert done.stdout.strip().endswith("/.local/media")


def test_a_mail_address_of_another_kind_is_refused():
    done = start("check", **WHOLE | {"EMAIL_URL": "http://mail.example.org"})
    assert "EMAIL_URL must look like smtp://" in done.stderr


def test_a_webhook_key_that_cannot_be_read_is_refused():
    done = start("check", **WHOLE | {"EMAIL_WEBHOOK": "sendgrid:no-key"})
    assert "EMAIL_WEBHOOK holds no usable key for sendgrid" in done.stderr


@pytest.mark.parametrize("secret", ["mailgun:k3y", "postmark:user:password", "brevo:u:p:q"])
def test_a_whole_webhook_is_taken(secret):
    done = start("check", **WHOLE | {"EMAIL_WEBHOOK": secret})
    assert done.returncode == 0, done.stderr


def test_migrating_asks_for_nothing_but_the_database():
    done = start("migrate", "--help", DATABASE_URL="postgres://localhost/group")
    assert done.returncode == 0, done.stderr


def test_migrating_never_guesses_which_database():
    done = start("migrate", "--plan")
    assert "ImproperlyConfigured: DATABASE_URL must look like postgres://" in done.stderr


def test_one_machine_needs_no_variable_but_debug():
    assert start("check", DEBUG="1", DATABASE_URL=settings.DATABASE_URL).returncode == 0
