"""What the tables say in the end about what became of each fact: the visible part."""

from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from meetups import ledger
from meetups.models import Coffee, Nudge, Proposal
from members.models import Letter
from tests.faults.beginnings import CODE
from tests.faults.facts import Name

# Noted in the very transaction that does it: when a letter passes the fence, and over which
# connection a handful of letters was claimed.
WATCH = """
CREATE TABLE fence (message_id text, at double precision);
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


def records(people):
    """A Record for each nudge, and for each letter that no nudge became."""
    now, found = timezone.now(), []
    ties = {model: dict(model.objects.values_list("pk", "tie")) for model in (Proposal, Coffee)}
    names = {member.pk: member for member in people.members}
    nudges = Nudge.objects.select_related("letter", "about_type").defer("letter__mime")
    for nudge in nudges.iterator(2000):
        model, reader = nudge.about_type.model_class(), names[nudge.recipient_id]
        pair = people.pairs.get(ties.get(model, {}).get(nudge.about_id))
        other = dict(pair.each)[reader].short_name if pair else ""
        due_at = nudge.held_until if nudge.state == "held" else nudge.due_at
        found.append(
            Record(
                Name(nudge.kind, reader.email, other),
                nudge.key,
                nudge.state,
                nudge.reason,
                *of_letter(nudge.letter),
                due_at <= now and nudge.state in ("waiting", "held"),
            )
        )
    letters = Letter.objects.filter(klass="account").defer("mime").select_related("recipient")
    for letter in letters:
        name = Name(CODE, letter.recipient.email, people.codes.get(letter.pk, ""))
        found.append(Record(name, letter.key, "", "", *of_letter(letter), False))
    return found


def of_letter(letter):
    """What a Record holds of it."""
    if letter is None:
        return "", "", ""
    return letter.state, letter.reason, letter.message_id


def broken_promises():
    """What check_ties would say."""
    return [*map(str, ledger.differences()), *ledger.violations()]
