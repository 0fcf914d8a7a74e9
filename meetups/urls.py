"""Addresses of everything that brings two of us into one room."""

app_name = "meetups"
urlpatterns = []
