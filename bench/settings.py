"""The site as it is, and beside it the queue of letters that we measure ours against."""

from networkgroup.settings import *  # noqa: F403
from networkgroup.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "post_office"]
# As it is served: with DEBUG every statement is written down a second time.
DEBUG = False
POST_OFFICE = {"DEFAULT_MAILER": "default", "LOG_LEVEL": 0}
