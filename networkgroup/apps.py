from django.contrib.admin.apps import AdminConfig


class NetworkgroupAdmin(AdminConfig):
    """Django's admin, entered through our own sign-in page."""

    default_site = "networkgroup.admin.Site"
