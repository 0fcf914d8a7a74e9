"""People for tests, made the way the site makes them."""

from datetime import UTC, datetime

import factory
from allauth.account.models import EmailAddress

from members.models import Member

# A Tuesday in November, no clock change near.
NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


class MemberFactory(factory.django.DjangoModelFactory):
    """A verified member in London with a password everybody knows."""

    class Meta:
        model = Member
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Member Number{n}")
    email = factory.Sequence(lambda n: f"member{n}@example.org")
    time_zone = "Europe/London"
    joined_at = verified_at = welcomed_at = NOW
    password = factory.django.Password("have the coffee")

    @factory.post_generation
    def address(self, create, extracted, **kwargs):
        EmailAddress.objects.create(
            user=self, email=self.email, primary=True, verified=self.verified_at is not None
        )


def make_mutual(one, other, now=NOW):
    """Both hold out a hand."""
    one.follow(other, now)
    other.follow(one, now)
