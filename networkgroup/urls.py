"""Every address of the site; members and meetups say which page answers."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from networkgroup import gallery, health, mailbox, metrics

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("members.urls")),
    path("", include("meetups.urls")),
]

if settings.EMAIL_WEBHOOK[0]:
    # Only here, so that a site without one never loads it.
    from members import webhooks

    urlpatterns += webhooks.addresses(*settings.EMAIL_WEBHOOK)

if settings.DEBUG:
    urlpatterns += [
        path("mailbox/", mailbox.letters, name="mailbox"),
        path("mailbox/gallery/", gallery.gallery, name="gallery"),
        path("mailbox/gallery/<slug:kind>/", gallery.page, name="gallery_page"),
        path("mailbox/<str:key>/", mailbox.letter, name="mailbox_letter"),
        path("mailbox/<str:key>/page/", mailbox.page, name="mailbox_page"),
    ]
