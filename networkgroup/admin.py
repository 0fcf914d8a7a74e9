"""The operator's rooms."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.utils.decorators import method_decorator


@method_decorator(secure_admin_login, name="login")
class Site(AdminSite):
    """The admin behind the same sign-in, code and rate limits as every other page."""

    site_header = site_title = "Networkgroup"
