"""The site's own settings, for workers in a town where faults rain.

Nothing about letters is different but how long a worker leaves a mail server alone that was away,
and how long it waits for one that hangs, or for a broker that does: seconds stand for minutes here.
"""

import os
from datetime import timedelta

from django.core.mail import utils

from members import trouble
from networkgroup.settings import *  # noqa: F403
from networkgroup.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, LOGGING, MAILERS
from tests.faults.referee import PATIENCE
from tests.faults.troubles import BROKER_PATIENCE

# Who is speaking: the mail server writes it into its log, so that a letter can be traced to the
# very process that was shot.
SLOT = os.environ.get("TOWN_SLOT", "driver")


class OwnName(utils.CachedDnsName):
    """The name given with EHLO: the slot, how often it was filled, and the process."""

    def get_fqdn(self):
        return f"{SLOT}-{os.getpid()}.town.example"


utils.DNS_NAME = OwnName()

SHORTER = {
    "FIRST_REST": timedelta(seconds=0.2),
    "LONGEST_REST": timedelta(seconds=1),
    "FIRST_LOCKOUT": timedelta(seconds=0.5),
    "LONGEST_LOCKOUT": timedelta(seconds=1),
}
for name, rest in SHORTER.items():
    if not hasattr(trouble, name):
        raise AttributeError(f"members.trouble lost its {name}")
    setattr(trouble, name, rest)
MAILERS["default"]["OPTIONS"]["timeout"] = PATIENCE
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **CELERY_BROKER_TRANSPORT_OPTIONS,
    "socket_timeout": BROKER_PATIENCE,
}

OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
OPTIONS["application_name"] = SLOT
if SLOT == "driver":
    # Moves the clock of everything at once, and waits for whoever is in the way.
    OPTIONS["options"] = "-c lock_timeout=0 -c statement_timeout=0"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING = {**LOGGING, "root": {**LOGGING["root"], "level": os.environ.get("TOWN_LOG", "WARNING")}}
