from django.core.management.base import BaseCommand, CommandError

from meetups import ledger


class Command(BaseCommand):
    """Compare every tie with its events, and the rest of our promises with the rows."""

    help = "Recomputes every tie from its events and says where they differ."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="mend the ties that differ")

    def handle(self, *, repair, **options):
        found = mended = 0
        last = None
        for difference in ledger.differences():
            found += 1
            self.stdout.write(str(difference))
            pair = difference.tie.low_id, difference.tie.high_id
            if repair and pair != last:
                ledger.mend(difference.tie)
                mended += 1
            last = pair
        broken = 0
        for violation in ledger.violations():
            broken += 1
            self.stdout.write(violation)
        if mended:
            self.stdout.write(f"Ties mended: {mended}.")
        if broken or (found and not repair):
            raise CommandError(
                f"Differences: {found}. Broken promises: {broken}."
                + (" Mend the ties with --repair." if found and not repair else "")
            )
        if not found:
            self.stdout.write("Every tie agrees with its events.")
