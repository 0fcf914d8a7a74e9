from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Who we are, who follows whom, and every letter's way out."""

    name = "members"
