"""When I could have a coffee in an ordinary week, in blocks of two hours."""

from datetime import time

from django import forms
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from meetups import hours
from meetups.hours import BLOCKS, Hours
from meetups.models import WeeklyHours, free_time


def name_of(block):
    """How a block is called in the form: weekday and first hour, "0-08"."""
    return f"{block.weekday}-{block.starts:%H}"


NAMED = {name_of(block): block for block in BLOCKS}


class UsualHoursForm(forms.Form):
    """A week of blocks to tick; those the group likes best are ticked beforehand."""

    blocks = forms.MultipleChoiceField(
        label=_("Hours"), required=False, choices=[(name, name) for name in NAMED]
    )

    def __init__(self, member, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member

    def ticked(self):
        """The names of the blocks that the page shows as chosen."""
        if self.is_bound:
            return set(self.data.getlist("blocks"))
        own = list(WeeklyHours.objects.filter(member=self.member))
        if own:
            return {name for name, block in NAMED.items() if covers(own, block)}
        return {name_of(block) for block in free_time.popular_hours()}

    def week(self):
        """[(weekday, its short name, [(name, block, is ticked, row)])] for the page."""
        ticked = self.ticked()
        days = {}
        for name, block in NAMED.items():
            day = days.setdefault(block.weekday, [])
            day.append((name, block, name in ticked, len(day) + 1))
        return [(WEEKDAYS[number], WEEKDAYS_ABBR[number], day) for number, day in days.items()]

    def save(self, now):
        """Keep the ticked blocks as the member's week, neighbours joined."""
        chosen = [NAMED[name] for name in self.cleaned_data["blocks"]]
        free_time.set_week(self.member, joined(chosen), now)


def covers(weekly, block):
    """Whether one of these hours holds the whole block."""
    return any(
        one.weekday == block.weekday
        and hours.start_minute(one) <= hours.start_minute(block)
        and hours.end_minute(one) >= hours.end_minute(block)
        for one in weekly
    )


def joined(blocks):
    """The same hours with blocks that touch made one: 08 to 10 and 10 to 12 are 08 to 12."""
    week = []
    for block in sorted(blocks):
        last = week[-1] if week else None
        if last and last.weekday == block.weekday and last.ends == block.starts != time(0):
            week[-1] = Hours(last.weekday, last.starts, block.ends)
        else:
            week.append(block)
    return week
