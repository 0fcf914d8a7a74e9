"""Who knows whom: people that two members have both sat down with."""

from django.db.models import Q

from members.models import Member, Tie

MOST_NAMES = 2
# More meetings than this are not looked through for a line of small talk.
MOST_TIES = 500


def who_met_both(reader, other):
    """Up to two members who have met each of the two and whom the reader may see, by name."""
    pair = [reader.pk, other.pk]
    met = Tie.objects.filter(Q(low__in=pair) | Q(high__in=pair), times_met__gt=0)
    known = {reader.pk: set(), other.pk: set()}
    for low, high in met.order_by("-last_met_at").values_list("low_id", "high_id")[:MOST_TIES]:
        if low in known:
            known[low].add(high)
        if high in known:
            known[high].add(low)
    both = (known[reader.pk] & known[other.pk]) - set(pair)
    if not both:
        return []
    return list(Member.objects.visible_to(reader).filter(pk__in=both).order_by("name")[:MOST_NAMES])
