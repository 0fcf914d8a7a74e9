"""People for tests, made the way the site makes them."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from allauth.account.models import EmailAddress

from meetups.hours import Hours
from meetups.models import Proposal, Series, Venue, free_time
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


def make_hours(*members, now=NOW):
    """Free on every weekday from eight to six."""
    week = [Hours(weekday, time(8), time(18)) for weekday in range(5)]
    for member in members:
        free_time.set_week(member, week, now)


def make_proposal(proposer, invitee, *starts, now=NOW, **plan):
    """An open offer; without times, of the next three mornings at ten."""
    starts = starts or [NOW + timedelta(days=day, hours=1) for day in (1, 2, 3)]
    plan = {"minutes": 45, "kind": "coffee", "place": "The Old Mill, by the door"} | plan
    if plan["kind"] == "call" or plan.get("venue"):
        plan["place"] = ""
    return Proposal.objects.propose(proposer, invitee, starts, now=now, **plan)


def make_coffee(proposer, invitee, starts_at=None, now=NOW, **plan):
    """An agreed coffee; without a time, tomorrow at ten."""
    starts = [starts_at] if starts_at else []
    proposal = make_proposal(proposer, invitee, *starts, now=now, **plan)
    return proposal.accept(invitee, proposal.times.first(), now)


def make_venue(**fields):
    """The mill of the catalogue, in London."""
    fields = {"name": "The Old Mill", "time_zone": "Europe/London"} | fields
    return Venue.objects.create(**fields)


def make_series(*hosts, now=NOW, **fields):
    """Thursdays at half past six at the mill, with its evenings; the first is in two days."""
    fields = {
        "name": "Thursday table",
        "rule": "FREQ=WEEKLY;BYDAY=TH",
        "starts_on": date(2026, 11, 19),
        "clock": time(18, 30),
        "minutes": 120,
        "capacity": 28,
        "created_at": now,
    } | fields
    series = Series.objects.create(venue=fields.pop("venue", None) or make_venue(), **fields)
    series.hosts.set(hosts)
    series.make_evenings(now)
    return series


def make_evening(*hosts, now=NOW, **fields):
    """The first evening of a new series, in two days at half past six."""
    return make_series(*hosts, now=now, **fields).evenings.earliest("on")


def make_talk(evening, one, other):
    """Both come to an evening, and say afterwards that they talked."""
    for member in (one, other):
        evening.check_in(member, evening.word, evening.starts_at)
    for member, with_whom in [(one, other), (other, one)]:
        evening.talked(member, [with_whom.pk], evening.ends_at)
