from importlib import import_module

from django.apps import AppConfig


class MeetupsConfig(AppConfig):
    """Everything that brings two or more of us into one room."""

    name = "meetups"

    def ready(self):
        # Its receivers need the models, which exist only now.
        import_module("meetups.partings")
