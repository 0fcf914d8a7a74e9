from importlib import import_module

from django.apps import AppConfig

from members.kinds import learn


class MeetupsConfig(AppConfig):
    """Everything that brings two or more of us into one room."""

    name = "meetups"

    def ready(self):
        # Its receivers need the models, which exist only now.
        import_module("meetups.partings")
        kinds = import_module("meetups.models.nudge_kind")
        for kind in kinds.NudgeKind:
            learn(kind.value, kind.named, is_encouragement=kind in kinds.ENCOURAGEMENTS)
