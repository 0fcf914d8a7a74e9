"""Moments in templates: `{{ start|day:zone }}` and its like."""

from django import template

from meetups import telling
from meetups.forms.offer import value_of

register = template.Library()

for tell in (telling.day, telling.long_day, telling.clock, telling.whole, telling.whole_long):
    register.filter(tell.__name__, tell)

register.filter("short_weekday", telling.short_weekday)
register.filter("short_date", telling.short_date)
register.filter("listed", telling.listed)
register.filter("date_value", value_of)
register.simple_tag(telling.zone_name)
register.simple_tag(telling.zone_beside)
