"""Every address of the site; members and meetups say which page answers."""

from django.contrib import admin
from django.urls import include, path

from networkgroup import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("members.urls")),
    path("", include("meetups.urls")),
]
