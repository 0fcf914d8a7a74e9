"""Addresses of everything that brings two of us into one room."""

from django.conf import settings
from django.urls import path, register_converter

from meetups.converters import Day
from meetups.views import (
    calendar,
    coffee,
    coffees,
    conversation,
    letter_link,
    member,
    nudges,
    pass_time,
    proposal,
    propose,
    standing_in,
    times,
    today,
    unmet,
    welcome,
)

register_converter(Day, "day")

app_name = "meetups"
urlpatterns = [
    path("", today.today, name="today"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/<slug:step>/", welcome.welcome_step, name="welcome_step"),
    path("members/<slug:handle>/", member.member, name="member"),
    path("members/<slug:handle>/messages/", conversation.conversation, name="conversation"),
    path("members/<slug:handle>/messages/seen/", conversation.seen, name="words_seen"),
    path(
        "members/<slug:handle>/messages/like-writing/",
        conversation.like_writing,
        name="like_writing",
    ),
    path("unmet/", unmet.unmet, name="unmet"),
    path("times/", times.times, name="times"),
    path("coffees/", coffees.coffees, name="coffees"),
    path("coffees/new/<slug:handle>/", propose.propose, name="propose"),
    path("proposals/<uuid:uuid>/", proposal.proposal, name="proposal"),
    path("proposals/<uuid:uuid>/accept/", proposal.accept, name="accept"),
    path("proposals/<uuid:uuid>/decline/", proposal.decline, name="decline"),
    path("proposals/<uuid:uuid>/counter/", proposal.counter, name="counter"),
    path("proposals/<uuid:uuid>/withdraw/", proposal.withdraw, name="withdraw"),
    path("coffees/<uuid:uuid>/", coffee.coffee, name="coffee"),
    path("coffees/<uuid:uuid>/confirm/", coffee.confirm, name="confirm"),
    path("coffees/<uuid:uuid>/move/", coffee.move, name="move"),
    path("coffees/<uuid:uuid>/cancel/", coffee.cancel, name="cancel"),
    path("coffees/<uuid:uuid>/late/", coffee.late, name="late"),
    path("coffees/<uuid:uuid>/answer/", coffee.answer, name="answer"),
    path("coffees/<uuid:uuid>/thanks/", coffee.thanks, name="thanks"),
    path("coffees/<uuid:uuid>/keep/", coffee.keep, name="keep_in_touch"),
    path("coffees/<uuid:uuid>/invite.ics", coffee.invite, name="invite"),
    path("sessions/", standing_in.page, name="sessions"),
    path("sessions/<slug:slug>/", standing_in.page, name="series"),
    path("sessions/<slug:slug>/<day:on>/", standing_in.page, name="evening"),
    path("sessions/<slug:slug>/<day:on>/rsvp/", standing_in.verb, name="rsvp"),
    path(
        "sessions/<slug:slug>/<day:on>/invite.ics", calendar.evening_invite, name="evening_invite"
    ),
    path("settings/nudges/", nudges.nudges, name="nudges"),
    path("settings/calendar/", calendar.calendar_settings, name="calendar_settings"),
    path("calendar/<slug:token>.ics", calendar.feed, name="feed"),
    path("l/<str:token>/", letter_link.letter_link, name="letter_link"),
]

if settings.DEBUG:
    urlpatterns += [path("mailbox/pass_time/", pass_time.pass_time, name="pass_time")]
