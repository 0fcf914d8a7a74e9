"""How Django's forms are drawn."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms in our own parts, found among the pages' templates."""
