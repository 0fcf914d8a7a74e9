"""What the domain says when it will not do a thing."""

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Nothing was changed; `str()` is a sentence for the person who asked."""

    sentence = _("That cannot be done just now.")

    def __init__(self, sentence=None):
        super().__init__(sentence or self.sentence)

    def __str__(self):
        return str(self.args[0])


class NotThere(Refusal):
    """The other is gone, hidden or blocked; pages answer 404, so that a block stays silent."""

    sentence = _("There is nobody at this table.")
