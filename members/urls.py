"""Addresses of members' own pages."""

from django.urls import path

from members.views import directory, faces, handshakes, organizing, profile, settings, unsubscribe

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
    path("organize/letters/", organizing.letters, name="organize_letters"),
    path("organize/letters/<int:pk>/again/", organizing.send_again, name="send_letter_again"),
    path(
        "organize/addresses/<int:pk>/again/", organizing.write_again, name="write_to_address_again"
    ),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
