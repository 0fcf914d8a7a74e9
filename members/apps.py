from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Who we are, who follows whom, and every letter's way out."""

    name = "members"

    def ready(self):
        # Listens to allauth, and can be read only once every model is there.
        import_module("members.verification")
