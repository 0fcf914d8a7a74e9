"""What every page may name."""

from django.conf import settings


def group(request):
    """The group's name, where its organizers read, and the site's own address."""
    return {
        "group_name": settings.GROUP_NAME,
        "group_reply_to": settings.GROUP_REPLY_TO,
        "site_url": settings.SITE_URL,
    }
