"""The group, a page at a time, as one member may see it."""

from typing import NamedTuple

from django.db.models import Q

from members.models import Member, Tie

# People to a page: enough to browse, few enough to read.
PAGE = 20


class Person(NamedTuple):
    """Somebody of the group and how far the reader and they have come (a Tie.Stage value)."""

    member: Member
    stage: str


class Page(NamedTuple):
    """One page of people; `after` is the handle that the next page starts behind, or empty."""

    people: list
    after: str


def page(viewer, words="", after=""):
    """The page of the directory behind the member with handle `after`, by folded name."""
    members = Member.objects.visible_to(viewer).exclude(pk=viewer.pk)
    shown, after = by_name(members, words, after)
    stages = Tie.objects.stages_for(viewer, [member.pk for member in shown])
    people = [Person(member, stages.get(member.pk, Tie.Stage.APART)) for member in shown]
    return Page(people, after)


def by_name(members, words="", after="", most=PAGE):
    """Some of these members, a queryset, behind the one with handle `after`, by folded name.

    Keyset, not offset: the thousandth page costs what the first one does. -> (members, the handle
    that the next page starts behind, or empty)
    """
    # Looked up among those one may see, or the answer would tell who is still here.
    last = after and members.filter(handle=after).only("id", "folded_name").first()
    if words:
        members = members.search(words)
    if last:
        members = members.filter(
            Q(folded_name__gt=last.folded_name) | Q(folded_name=last.folded_name, id__gt=last.pk)
        )
    found = list(members.order_by("folded_name", "id")[: most + 1])
    return found[:most], found[most - 1].handle if len(found) > most else ""
