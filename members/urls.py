"""Addresses of members' own pages."""

app_name = "members"
urlpatterns = []
