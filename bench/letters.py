"""The way out of letters: against a bare loop, against django-post-office, alone and by two.

Every letter is an offer of a coffee as members get it. The mail server is aiosmtpd in a process of
its own. Ratios are medians of rounds in which the two sides take turns.
"""

import os
import smtplib
import subprocess
import sys
import time
from contextlib import contextmanager
from statistics import median, quantiles

from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone, translation
from post_office import mail as post_office
from post_office.models import Email

from bench import backlog, sink
from meetups.models import Nudge
from members import account_letters, mail
from members.mime import to_line
from members.models import Letter, Member
from members.postman import Postman
from members.relay import Relay

ROUNDS = 5
LETTERS = 300
# So many that it hardly counts who has the last of them in hand.
FOR_WORKERS = 900
LEAST_OF_BARE, LEAST_OVER_POST_OFFICE, LEAST_BY_TWO = 0.7, 1.2, 1.8
SLOW = 0.02  # seconds that the slow server takes for each letter
PATIENCE, APART = 60, 0.25  # seconds
BACKLOG, CODES, LONGEST_FOR_CODES = 100_000, 100, 5.0  # nudges and letters, codes, seconds


def main():
    """Measure all of them. Returns whether each reached its target."""
    written = backlog.offers(LETTERS)
    backlog.offered().update(useless_after=None)
    with sink.running() as port:
        use(port)
        held = [drain(port), end_to_end(written)]
    with sink.running(SLOW) as port:
        use(port)
        held += [two_workers(port), codes(port)]
    return all(held)


def use(port):
    """Send to this port from now on, in this process and in those it starts."""
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    settings.MAILERS["default"] = settings_module().mailer(os.environ["EMAIL_URL"])


def settings_module():
    """The one settings file, for its ways to read variables."""
    from networkgroup import settings as module

    return module


def rate(count, begun):
    """So many a second since a moment of time.perf_counter()."""
    return count / (time.perf_counter() - begun)


def say(name, ratio, least, ours, theirs, whose):
    """Print one line. Returns whether the target was reached."""
    print(
        f"{name:22} {ratio:5.2f} of {whose} (at least {least}):"
        f" {ours:6.1f}/s against {theirs:6.1f}/s",
        flush=True,
    )
    return ratio >= least


# -- against a bare loop


def drain(port):
    """Letters that are written already, over one kept connection, beside smtplib alone."""
    ready = [
        (letter.recipient.email, to_line(letter.recipient.name, letter.recipient.email))
        for letter in backlog.offered().select_related("recipient")
    ]
    bodies = [bytes(letter.content) for letter in backlog.offered()]
    rounds = []
    for _round in range(ROUNDS):
        bare = smtplib.SMTP("127.0.0.1", port)
        bare.ehlo()
        begun = time.perf_counter()
        for (address, head), body in zip(ready, bodies, strict=True):
            bare.sendmail(settings.GROUP_ADDRESS, [address], head + body)
        theirs = rate(len(ready), begun)
        bare.quit()
        backlog.wait_again(backlog.offered())
        postman = Postman(Relay())
        postman.relay.open()
        begun = time.perf_counter()
        sent = postman.round()["sent"]
        ours = rate(sent, begun)
        postman.relay.close()
        rounds.append((ours / theirs, ours, theirs))
    return say("draining", *medians(rounds, LEAST_OF_BARE), "a bare smtplib loop")


def medians(rounds, least):
    ratio, ours, theirs = (median(column) for column in zip(*rounds, strict=True))
    return ratio, least, ours, theirs


# -- against django-post-office


def end_to_end(written):
    """The same words written and sent, by us and by django-post-office."""
    rounds = []
    for number in range(ROUNDS):
        begun = time.perf_counter()
        for positional, named in written:
            mail.compose(*positional, **{**named, "key": f"{named['key']}:{number}"})
        postman = Postman(Relay())
        ours = rate(postman.round()["sent"], begun)
        postman.relay.close()
        begun = time.perf_counter()
        for (kind, reader, context), _named in written:
            hand_over(kind, reader, context)
        while (batch := post_office.send_queued())[0]:
            if any(batch[1:]):
                raise SystemExit(f"post-office: {batch[1]} failed, {batch[2]} again")
        theirs = rate(len(written), begun)
        Email.objects.all().delete()
        rounds.append((ours / theirs, ours, theirs))
    least = LEAST_OVER_POST_OFFICE
    return say("writing and sending", *medians(rounds, least), "django-post-office")


def hand_over(kind, reader, context):
    """Write the letter from our templates and leave it in the other queue."""
    with translation.override(reader.language), timezone.override(reader.zone):
        context = {
            "group_name": settings.GROUP_NAME,
            "site_url": settings.SITE_URL,
            "kind": kind,
            "reader": reader,
            "unsubscribe_url": settings.SITE_URL,
            **context,
        }
        text = engines["text"].get_template(f"letters/{kind}.txt").render(context).strip()
        subject, _newline, text = text.partition("\n")
        page = render_to_string(f"letters/{kind}.html", {"subject": subject, **context})
    post_office.send(
        reader.email,
        "group@example.org",
        subject=subject,
        message=text,
        html_message=mail.inliner.inline(page),
        headers={"List-Unsubscribe": f"<{settings.SITE_URL}>", "Reply-To": "group@example.org"},
    )


# -- workers


@contextmanager
def workers(how_many):
    """So many `send_letters --loop` beside us."""
    command = [sys.executable, "manage.py", "send_letters", "--loop"]
    running = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _number in range(how_many)
    ]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def until_settled(letters):
    """Seconds until none of these is on its way any more."""
    begun = time.perf_counter()
    while letters.filter(settled_at=None).exists():
        # Seldom, or whoever looks takes the time of those who work.
        time.sleep(0.05)
    return time.perf_counter() - begun


def two_workers(port):
    """One worker and two, at a server that takes its time."""
    warm, letters = backlog.offered().order_by("pk")[:10], backlog.offered().order_by("-pk")
    letters = backlog.offered().filter(
        pk__in=list(letters.values_list("pk", flat=True)[:FOR_WORKERS])
    )
    rates = {}
    for how_many in (1, 2):
        with workers(how_many):
            # Until all of them are up and have their connection.
            backlog.wait_again(backlog.offered().filter(pk__in=warm.values("pk")))
            until_settled(backlog.offered())
            time.sleep(3)
            backlog.wait_again(letters)
            # A loop looks around once a second: that pause is not what is measured.
            while not (gone := letters.exclude(settled_at=None).count()):
                time.sleep(0.02)
            rates[how_many] = (FOR_WORKERS - gone) / until_settled(letters)
    ratio = rates[2] / rates[1]
    return say("two workers", ratio, LEAST_BY_TWO, rates[2], rates[1], "one worker")


def codes(port):
    """How long a login code takes while one worker is busy with a backlog of all there is.

    So many nudges are due, to be decided about and written, and as many letters wait to be sent.
    """
    backlog.hands_shaken(BACKLOG // 2)
    backlog.at_any_hour()
    pattern = backlog.offered().first()
    names = [field.attname for field in Letter._meta.concrete_fields if field.name != "id"]
    kept = {name: getattr(pattern, name) for name in names}
    kept |= {"queue": "bulk", "klass": "encouragement", "state": "waiting", "settled_at": None}
    for start in range(0, BACKLOG, 5_000):
        Letter.objects.bulk_create(
            Letter(**kept | {"key": f"backlog:{n}", "message_id": f"<{n}@backlog>"})
            for n in range(start, start + 5_000)
        )
    member, codes = Member.objects.earliest("pk"), Letter.objects.filter(klass="account")
    with workers(1):
        sent = Letter.objects.filter(key__startswith="backlog:", state="sent")
        written = Letter.objects.filter(kind=Nudge.Kind.HAVE_THE_COFFEE)
        until = time.monotonic() + PATIENCE
        while not (sent.exists() and written.exists()):
            if time.monotonic() > until:
                raise SystemExit("no letter of the backlog was written and sent")
            time.sleep(0.05)
        for number in range(CODES):
            account_letters.leave(
                "account/email/login_code", member.email, {"code": f"{number:06}"}, timezone.now()
            )
            # Whether the one before has gone or not: who waits long keeps nobody else from asking.
            time.sleep(APART)
        until_settled(codes)
    times = codes.filter(state="sent").values_list("created_at", "settled_at")
    waits = [(settled - left).total_seconds() for left, settled in times]
    p95 = quantiles(waits, n=20)[-1]
    print(
        f"{'login codes':22} {p95:5.2f} s at p95 (under {LONGEST_FOR_CODES}) behind"
        f" {Nudge.objects.due(timezone.now()).count()} nudges and {BACKLOG - sent.count()} letters,"
        f" {median(waits):.2f} s median",
        flush=True,
    )
    return p95 < LONGEST_FOR_CODES and len(waits) == CODES
