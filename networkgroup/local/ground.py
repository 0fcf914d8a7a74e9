"""The servers under the site: the ones named in the environment, or local ones of our own."""

import os
from contextlib import ExitStack, contextmanager

from networkgroup.local import ports
from networkgroup.local.place import CLONE, LOCAL
from networkgroup.local.postgres import Postgres, lasting_folder, passing_folder
from networkgroup.local.valkey import Valkey

WEB_PORT, POSTGRES_PORT, VALKEY_PORT, MAIL_PORT = 8000, 54321, 63791, 2525


def common_environment():
    """What every process of a local site is told, whatever the servers are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "networkgroup.settings")
    os.environ["DEBUG"] = "1"
    os.environ["PYTHONUNBUFFERED"] = "1"
    # The pinned tzdata counts, not what this machine happens to have.
    os.environ["PYTHONTZPATH"] = ""
    # Whitenoise warns of a missing folder, though with DEBUG it serves from the sources.
    (LOCAL / "static").mkdir(parents=True, exist_ok=True)
    os.chdir(CLONE)


@contextmanager
def lasting():
    """Servers whose data stays for the next run; the environment names them inside."""
    common_environment()
    with ExitStack() as servers:
        if not os.environ.get("DATABASE_URL"):
            port = ports.next_free(POSTGRES_PORT, "PostgreSQL")
            _start(servers, "DATABASE_URL", Postgres(lasting_folder(), port))
        if not os.environ.get("REDIS_URL"):
            port = ports.next_free(VALKEY_PORT, "Valkey")
            _start(servers, "REDIS_URL", Valkey(LOCAL / "valkey", port))
        yield


@contextmanager
def passing():
    """Servers that forget everything afterwards, and never wait for the disk."""
    common_environment()
    with ExitStack() as servers:
        if not os.environ.get("DATABASE_URL"):
            postgres = Postgres(passing_folder(), ports.any_free(), durable=False)
            servers.callback(postgres.remove)
            _start(servers, "DATABASE_URL", postgres)
        if not os.environ.get("REDIS_URL"):
            valkey = Valkey(passing_folder(), ports.any_free(), durable=False)
            servers.callback(valkey.remove)
            _start(servers, "REDIS_URL", valkey)
        yield


def _start(servers, variable, server):
    servers.callback(server.stop)
    server.start()
    os.environ[variable] = server.url
