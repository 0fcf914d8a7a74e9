"""The operator's rooms."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite


class Site(AdminSite):
    """The admin behind the same sign-in, code and rate limits as every other page."""

    site_header = site_title = "Networkgroup"
    login = secure_admin_login(AdminSite.login)
