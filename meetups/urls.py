"""Addresses of everything that brings two of us into one room."""

from django.conf import settings
from django.urls import path

from meetups import days  # noqa: F401 (registers the converter of dates)
from meetups.views import (
    calendar,
    coffee,
    coffees,
    conversation,
    door,
    evening,
    guest,
    hosting,
    introduction,
    letter_link,
    member,
    nudges,
    organize,
    pass_time,
    proposal,
    propose,
    recall,
    seating,
    sessions,
    times,
    today,
    unmet,
    visitors,
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
    path("sessions/<slug:slug>/<day:on>/checkin/", door.checkin, name="checkin"),
    path("sessions/<slug:slug>/<day:on>/checkin/walk-in/", door.walk_in, name="walk_in"),
    path("sessions/<slug:slug>/<day:on>/checkin/close/", door.close, name="close_list"),
    path("sessions/<slug:slug>/<day:on>/checkin/code/", door.code, name="door_code"),
    path("sessions/<slug:slug>/<day:on>/attendance.csv", door.attendance, name="attendance"),
    path("sessions/<slug:slug>/<day:on>/seating/", seating.seating, name="seating"),
    path("sessions/<slug:slug>/<day:on>/seating/late/", seating.seat_late, name="seat_late"),
    path("sessions/<slug:slug>/<day:on>/seating/<slug:what>.pdf", seating.cards, name="cards"),
    path("sessions/<slug:slug>/<day:on>/badges.pdf", seating.badges, name="badges"),
    path("sessions/<slug:slug>/<day:on>/talks/", recall.talks, name="talks"),
    path("sessions/<slug:slug>/<day:on>/talks/<slug:handle>/", recall.answer, name="talk_answer"),
    path("sessions/<slug:slug>/<day:on>/here/", door.here, name="here"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/new/", hosting.new_series, name="new_series"),
    path("sessions/<slug:slug>/", sessions.series, name="series"),
    path("sessions/<slug:slug>/standing/", sessions.stand, name="stand"),
    path("sessions/<slug:slug>/skip/", hosting.skip_date, name="skip_date"),
    path("sessions/<slug:slug>/end/", hosting.end_series, name="end_series"),
    path("sessions/<slug:slug>/<day:on>/", evening.evening, name="evening"),
    path("sessions/<slug:slug>/<day:on>/rsvp/", evening.rsvp, name="rsvp"),
    path("sessions/<slug:slug>/<day:on>/people/", evening.people, name="coming"),
    path(
        "sessions/<slug:slug>/<day:on>/people/<slug:handle>/remove/", hosting.remove, name="remove"
    ),
    path(
        "sessions/<slug:slug>/<day:on>/meet/<slug:handle>/", evening.meet_there, name="meet_there"
    ),
    path("sessions/<slug:slug>/<day:on>/edit/", hosting.edit, name="edit_evening"),
    path("sessions/<slug:slug>/<day:on>/call-off/", hosting.call_off, name="call_off"),
    path("organize/sessions/", organize.sessions, name="organize_sessions"),
    path(
        "sessions/<slug:slug>/<day:on>/invite.ics", calendar.evening_invite, name="evening_invite"
    ),
    path("sessions/<slug:slug>/<day:on>/visitors/", visitors.visitors, name="visitors"),
    path("sessions/<slug:slug>/<day:on>/guest/", guest.guest, name="guest"),
    path("introductions/<uuid:uuid>/follow/", introduction.follow, name="follow_introduced"),
    path("organize/", organize.organize, name="organize"),
    path("organize/members/", organize.members, name="organize_members"),
    path("organize/members.csv", organize.members_csv, name="organize_members_csv"),
    path("organize/members/<slug:handle>/introduce/", organize.introduce, name="introduce"),
    path("organize/funnel/", organize.funnel, name="organize_funnel"),
    path("organize/funnel.csv", organize.funnel_csv, name="organize_funnel_csv"),
    path("settings/nudges/", nudges.nudges, name="nudges"),
    path("settings/calendar/", calendar.calendar_settings, name="calendar_settings"),
    path("calendar/<slug:token>.ics", calendar.feed, name="feed"),
    path("l/<str:token>/", letter_link.letter_link, name="letter_link"),
]

if settings.DEBUG:
    urlpatterns += [path("mailbox/pass_time/", pass_time.pass_time, name="pass_time")]
