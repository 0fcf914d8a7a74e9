"""Pages that have to stand on their own: what went wrong, and the forms at the door."""

import re
from io import StringIO

import pytest
from django import forms
from django.core.management import call_command
from django.template import Context
from django.template.loader import get_template

ERRORS = {
    "400.html": "We could not read that.",
    "403.html": "This table is taken.",
    "403_csrf.html": "Please send that once more.",
    "404.html": "There is nobody at this table.",
    "500.html": "We spilled it.",
}


@pytest.mark.parametrize(("name", "words"), ERRORS.items())
def test_an_error_page_needs_no_request_and_no_database(name, words, settings):
    page = get_template(name).template.render(Context())
    assert page.count("<h1>") == 1
    assert words in page
    assert settings.GROUP_NAME in page


class Greeting(forms.Form):
    sign = forms.CharField(label="How will Ines know you?", help_text="A scarf, a hat.")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    keep = forms.BooleanField(label="Keep me signed in")


def test_a_field_has_its_label_above_and_its_hint_tied_to_it():
    drawn = str(Greeting())
    assert '<label for="id_sign">How will Ines know you?</label>' in drawn
    assert 'aria-describedby="id_sign_helptext"' in drawn
    assert 'id="id_sign_helptext"' in drawn
    assert "error-summary" not in drawn


def test_a_failed_send_is_summed_up_on_top_with_links_to_each_place():
    drawn = str(Greeting({"sign": ""}))
    assert 'href="#id_sign"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_sign_helptext id_sign_error"' in drawn
    assert 'id="id_sign_error"' in drawn
    assert drawn.index("error-summary") < drawn.index('<div class="field')


def test_every_link_of_a_summary_leads_somewhere():
    drawn = str(Greeting({}))
    for place in ("id_sign", "id_kind", "id_keep"):
        assert f'href="#{place}' in drawn
    for place in re.findall(r'href="#([\w-]+)"', drawn):
        assert f'id="{place}"' in drawn


def test_the_style_sheets_name_only_files_that_exist(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, stdout=StringIO(), ignore=["admin"])
    assert list(tmp_path.glob("css/site.*.css"))
