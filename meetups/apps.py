from django.apps import AppConfig


class MeetupsConfig(AppConfig):
    """Everything that brings two or more of us into one room."""

    name = "meetups"
