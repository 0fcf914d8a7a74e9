from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.crypto import get_random_string

from meetups.demo.cast import MEMBER, ORGANIZER
from meetups.demo.town import move_in
from members.models import Member

# On a developer's own machine. Everywhere else one that nobody can have read here.
PASSWORD = "have-the-coffee"
SIGNS = 20


class Command(BaseCommand):
    help = "Fill an empty database with an invented group of forty and print two logins."

    def handle(self, **options):
        if Member.objects.exists():
            raise CommandError("This database has members already. The demo leaves them alone.")
        password = PASSWORD if settings.DEBUG else get_random_string(SIGNS)
        members = move_in(timezone.now(), password)
        self.stdout.write("Forty people who do not exist have moved in. Two of them are you:")
        for key, role in ((MEMBER, "a member"), (ORGANIZER, "the organizer")):
            member = members[key]
            self.stdout.write(f"  {member.email}  {password}  ({member.name}, {role})")
