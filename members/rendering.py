"""How Django's forms are drawn."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms in our own parts, found among the pages' templates."""

    form_template_name = "_form.html"
    field_template_name = "_field.html"
