"""Addresses of members' own pages."""

from django.urls import path

from members.views import directory, faces, handshakes, profile, settings, unsubscribe

app_name = "members"
urlpatterns = [
    path("members/", directory.directory, name="directory"),
    path("members/<slug:handle>/follow/", handshakes.follow, name="follow"),
    path("members/<slug:handle>/unfollow/", handshakes.unfollow, name="unfollow"),
    path("members/<slug:handle>/block/", handshakes.block, name="block"),
    path("members/<slug:handle>/unblock/", handshakes.unblock, name="unblock"),
    path("faces/<uuid:face>-<int:size>.webp", faces.face, name="face"),
    path("settings/", settings.settings, name="settings"),
    path("settings/profile/", profile.edit, name="edit_profile"),
    path("settings/privacy/", settings.privacy, name="privacy"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
