from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meetups.demo.cast import MEMBER, ORGANIZER
from meetups.demo.town import move_in
from members.models import Member

PASSWORD = "have-the-coffee"


class Command(BaseCommand):
    help = "Fill an empty database with an invented group of forty and print two logins."

    def handle(self, **options):
        if Member.objects.exists():
            raise CommandError("This database has members already. The demo leaves them alone.")
        members = move_in(timezone.now(), PASSWORD)
        self.stdout.write("Forty people who do not exist have moved in. Two of them are you:")
        for key, role in ((MEMBER, "a member"), (ORGANIZER, "the organizer")):
            member = members[key]
            self.stdout.write(f"  {member.email}  {PASSWORD}  ({member.name}, {role})")
