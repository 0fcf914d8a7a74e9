"""What every page may name."""

from django.conf import settings


def group(request):
    """The group's name and the site's own address."""
    return {"group_name": settings.GROUP_NAME, "site_url": settings.SITE_URL}
