"""docker-compose.yml starts the same processes, in order, with variables the settings read."""

import re

import pytest
import yaml
from django.conf import settings

from members import waking

RUNNING = {"web", "worker", "postman", "beat"}
UNDERNEATH = {"db", "valkey", "mail"}


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())["services"]


def test_all_processes_are_there(services):
    assert set(services) == RUNNING | UNDERNEATH | {"migrate"}
    assert services["db"]["image"] == "postgres:18"


@pytest.mark.parametrize("name", sorted(RUNNING | UNDERNEATH))
def test_each_says_how_it_is(services, name):
    assert services[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", sorted(RUNNING))
def test_the_site_waits_for_what_it_stands_on(services, name):
    waits = {on: how["condition"] for on, how in services[name]["depends_on"].items()}
    assert waits == dict.fromkeys(UNDERNEATH, "service_healthy") | {
        "migrate": "service_completed_successfully"
    }


def test_the_tables_wait_for_the_database(services):
    assert services["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}


def test_the_settings_read_every_variable(services):
    read = (settings.BASE_DIR / "networkgroup" / "settings.py").read_text()
    named = {name for one in RUNNING | {"migrate"} for name in services[one]["environment"]}
    assert [name for name in sorted(named) if f'"{name}"' not in read] == []
    assert {"SITE_URL", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"} <= named


def test_what_has_no_safe_default_is_asked_for(services):
    environment = services["web"]["environment"]
    for name in ("SITE_URL", "SECRET_KEY"):
        assert re.fullmatch(rf"\$\{{{name}:\?.+\}}", environment[name])


def test_web_and_workers_share_the_faces(services):
    for name in RUNNING:
        assert services[name]["volumes"] == [f"media:{services[name]['environment']['MEDIA_ROOT']}"]


def test_one_worker_does_nothing_but_letters(services):
    (queue,) = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert list(settings.CELERY_TASK_ROUTES) == [waking.LETTERS]
    assert f"--queues={queue}" in services["postman"]["command"]
    # And the other looks into every queue, so that either can go alone.
    assert not [word for word in services["worker"]["command"] if "queue" in word]
    assert {"celery", queue} == {one.name for one in settings.CELERY_TASK_QUEUES}


def test_the_broker_never_drops_a_task(services):
    command = services["valkey"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_the_image_serves_with_gunicorn():
    lines = (settings.BASE_DIR / "Dockerfile").read_text()
    assert '"gunicorn", "networkgroup.wsgi"' in lines
    assert "requirements.txt" in lines
    assert "requirements-dev.txt" not in lines
