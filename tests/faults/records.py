"""What the tables say in the end about what became of each fact: the visible part."""

from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from meetups import ledger
from meetups.models import Coffee, Nudge, Proposal, Rsvp, StandingSeat
from members.models import Letter, Tie
from tests.faults.beginnings import CODE
from tests.faults.facts import Name

# Noted in the very transaction that does it: when a letter passes the fence, over which connection
# a handful of letters was claimed, and when a nudge or a letter was let go. The tables' own moments
# are no witnesses: they move when time passes.
WATCH = """
CREATE TABLE fence (message_id text, at double precision);
CREATE TABLE let_go (what text, id bigint, at double precision);
CREATE TABLE claim (token uuid PRIMARY KEY, process int, at timestamptz);
CREATE FUNCTION note_letter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'sending' THEN
        INSERT INTO fence VALUES (NEW.message_id, extract(epoch FROM clock_timestamp()));
    ELSE
        INSERT INTO claim VALUES (NEW.lease_token, pg_backend_pid(), clock_timestamp())
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER note_letter AFTER UPDATE OF state ON members_letter FOR EACH ROW
WHEN (NEW.state IN ('leased', 'sending') AND OLD.state <> NEW.state)
EXECUTE FUNCTION note_letter();
CREATE FUNCTION note_the_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO let_go VALUES (TG_ARGV[0], NEW.id, extract(epoch FROM clock_timestamp()));
    RETURN NULL;
END $$;
CREATE TRIGGER note_the_end AFTER UPDATE OF state ON members_letter FOR EACH ROW
WHEN (NEW.state IN ('cancelled', 'failed') AND OLD.state <> NEW.state)
EXECUTE FUNCTION note_the_end('letter');
CREATE TRIGGER note_the_end AFTER UPDATE OF state ON meetups_nudge FOR EACH ROW
WHEN (NEW.state IN ('dropped', 'missed') AND OLD.state <> NEW.state)
EXECUTE FUNCTION note_the_end('nudge');
"""
# A worker that was shot has lost its connection. When the server itself was restarted since, a
# missing connection proves nothing.
OF_THE_DEAD = """
UPDATE members_letter SET lease_until = now() WHERE lease_until > now() AND lease_token IN (
    SELECT token FROM claim WHERE at > pg_postmaster_start_time() AND NOT EXISTS (
        SELECT 1 FROM pg_stat_activity AS alive
        WHERE alive.pid = claim.process AND alive.backend_start <= claim.at
    )
)
"""


class Record(NamedTuple):
    """How one fact stands in the tables: its nudge, and the letter it became."""

    name: Name
    key: str
    nudge: str  # its state, "" where there was none
    why: str  # the nudge's reason
    letter: str  # its state, "" while there is none
    reason: str  # the letter's reason
    message_id: str
    is_due: bool
    # When it was given up, the nudge or the letter; None where it wasn't.
    let_go: float | None = None
    # The id of the weekly letter that a folded one stands in, as the tables have it.
    told_in: str = ""

    @property
    def is_held_back(self):
        """Whether its letter waits for something that its reader has to do with."""
        return "paused" in self.reason or "quiet hours" in self.reason


def watch():
    """Have the database note when each letter is fenced."""
    with connection.cursor() as cursor:
        cursor.execute(WATCH)


def free_leases_of_the_dead():
    """As if the leases of all those workers had run out that were shot."""
    with connection.cursor() as cursor:
        cursor.execute(OF_THE_DEAD)


def fences():
    """{message id: moments at which the letter was fenced, the first one first}"""
    noted = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT message_id, at FROM fence ORDER BY at")
        for message_id, at in cursor.fetchall():
            noted.setdefault(message_id, []).append(at)
    return noted


def let_go():
    """{("nudge" or "letter", id): when it was given up}"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, id, at FROM let_go ORDER BY at")
        return {(what, pk): at for what, pk, at in cursor.fetchall()}


def records(people):
    """A Record for each nudge, and for each letter that no nudge became."""
    now, found, given_up = timezone.now(), [], let_go()
    names = {member.pk: member for member in people.members}
    others = Others(people)
    nudges = Nudge.objects.select_related("letter", "about_type").defer("letter__mime")
    for nudge in nudges.iterator(2000):
        reader = names[nudge.recipient_id]
        due_at = nudge.held_until if nudge.state == "held" else nudge.due_at
        # What is folded stands in a letter of another name.
        letter = nudge.letter if nudge.state == "sent" else None
        is_told = nudge.state == "folded" and nudge.letter
        what = ("letter", letter.pk) if letter else ("nudge", nudge.pk)
        found.append(
            Record(
                Name(nudge.kind, reader.email, others.of(nudge, reader)),
                nudge.key,
                nudge.state,
                nudge.reason,
                *of_letter(letter),
                due_at <= now and nudge.state in ("waiting", "held"),
                given_up.get(what),
                nudge.letter.message_id if is_told else "",
            )
        )
    alone = Letter.objects.filter(Q(klass="account") | Q(recipient=None))
    for letter in alone.defer("mime").select_related("recipient"):
        if letter.recipient:
            name = Name(CODE, letter.recipient.email, people.codes.get(letter.pk, ""))
        else:
            name = Name(letter.kind, letter.address, "")
        end = given_up.get(("letter", letter.pk))
        found.append(Record(name, letter.key, "", "", *of_letter(letter), False, end))
    return found


class Others:
    """Whom or which evening a nudge is about, by the name the town has for it."""

    def __init__(self, people):
        self.pairs = people.pairs
        self.ties = {
            model: dict(model.objects.values_list("pk", "tie")) for model in (Proposal, Coffee)
        }
        self.evenings = {
            Rsvp: dict(Rsvp.objects.values_list("pk", "session__series__name")),
            StandingSeat: dict(StandingSeat.objects.values_list("pk", "series__name")),
        }

    def of(self, nudge, reader):
        """For this reader; "" where it is about nobody else."""
        model, pk = nudge.about_type.model_class(), nudge.about_id
        if model in self.evenings:
            return self.evenings[model][pk]
        tie = pk if model is Tie else self.ties.get(model, {}).get(pk)
        pair = self.pairs.get(tie)
        return dict(pair.each)[reader].short_name if pair else ""


def of_letter(letter):
    """What a Record holds of it."""
    if letter is None:
        return "", "", ""
    return letter.state, letter.reason, letter.message_id


def broken_promises():
    """What check_ties would say."""
    return [*map(str, ledger.differences()), *ledger.violations()]
