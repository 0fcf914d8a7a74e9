"""Addresses of everything that brings two of us into one room."""

from django.conf import settings
from django.urls import path

from meetups.views import (
    coffee,
    coffees,
    conversation,
    introduction,
    letter_link,
    member,
    nudges,
    organize,
    pass_time,
    proposal,
    propose,
    times,
    today,
    unmet,
    welcome,
)

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
    path("introductions/<uuid:uuid>/follow/", introduction.follow, name="follow_introduced"),
    path("organize/", organize.organize, name="organize"),
    path("organize/members/", organize.members, name="organize_members"),
    path("organize/members.csv", organize.members_csv, name="organize_members_csv"),
    path("organize/members/<slug:handle>/introduce/", organize.introduce, name="introduce"),
    path("organize/funnel/", organize.funnel, name="organize_funnel"),
    path("organize/funnel.csv", organize.funnel_csv, name="organize_funnel_csv"),
    path("settings/nudges/", nudges.nudges, name="nudges"),
    path("l/<str:token>/", letter_link.letter_link, name="letter_link"),
]

if settings.DEBUG:
    urlpatterns += [path("mailbox/pass_time/", pass_time.pass_time, name="pass_time")]
