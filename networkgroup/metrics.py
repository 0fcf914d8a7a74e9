"""/metrics: figures for Prometheus, behind a token, as text of the exposition format 0.0.4.

Every figure is read from an index over what is open, or over the last day: how long an answer takes
follows what is going on, not what ever was.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Min
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from meetups.models import Nudge
from members.models import Letter, Sweep, Tally, Unreachable

DAY = timedelta(days=1)
IN_HAND = ["leased", "sending"]


@require_safe
@never_cache
@login_not_required
def metrics(request):
    """The figures, for whoever shows the token; 404 on a site that has none."""
    if not settings.METRICS_TOKEN:
        raise Http404
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if not constant_time_compare(request.headers.get("Authorization", ""), expected):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    text = exposition(timezone.now())
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def exposition(now):
    """All figures as of `now`, a family after the other."""
    letters, oldest = waiting_letters(now)
    ages = Sweep.objects.values_list("name", "finished_at")
    tallies = dict(Tally.objects.values_list("name", "count"))
    families = [
        ("letters", "gauge", "Letters on their way.", [*letters, *letters_in_hand()]),
        (
            "letters_settled_last_day",
            "gauge",
            "Letters that came to their end within a day.",
            counted(Letter.objects.filter(settled_at__gt=now - DAY), "state", "queue"),
        ),
        (
            "letters_oldest_due_seconds",
            "gauge",
            "How long the letter longest due has been waiting for its turn.",
            oldest,
        ),
        (
            "nudges_due",
            "gauge",
            "Nudges whose moment has come and that nobody has decided about.",
            [({}, Nudge.objects.due(now).count())],
        ),
        (
            "nudges_decided_last_day",
            "gauge",
            "Nudges decided within a day, by what became of them.",
            counted(Nudge.objects.filter(decided_at__gt=now - DAY), "state"),
        ),
        (
            "nudges_in_trouble_last_day",
            "gauge",
            "Nudges whose letters could not be written within a day: tried again, or given up.",
            counted(
                Nudge.objects.in_trouble().filter(decided_at__gt=now - DAY).order_by(), "state"
            ),
        ),
        (
            "sweep_age_seconds",
            "gauge",
            "How long ago each sweep last came to its end.",
            [({"sweep": name}, (now - at).total_seconds()) for name, at in ages],
        ),
        (
            "publish_failures_total",
            "counter",
            "How often no worker could be woken, because the broker did not answer.",
            [({}, tallies.get("publish_failures", 0))],
        ),
        (
            "addresses_paused",
            "gauge",
            "Addresses that hold back all but account letters.",
            [({}, Unreachable.objects.filter(paused_until__gt=now).count())],
        ),
    ]
    return "".join(line for family in families for line in lines(*family))


def waiting_letters(now):
    """(how many wait by state and queue, how many seconds the longest due of each queue waits)."""
    rows = Letter.objects.waiting().values("state", "queue")
    rows = rows.annotate(count=Count("pk"), due_since=Min("due_at")).order_by("queue", "state")
    counts, oldest = [], dict.fromkeys(Letter.Queue.values, 0.0)
    for row in rows:
        counts.append(({"state": row["state"], "queue": row["queue"]}, row["count"]))
        waited = (now - row["due_since"]).total_seconds()
        oldest[row["queue"]] = max(oldest[row["queue"]], waited)
    return counts, [({"queue": queue}, age) for queue, age in oldest.items()]


def letters_in_hand():
    """How many workers hold, by state and queue."""
    return counted(Letter.objects.filter(state__in=IN_HAND), "state", "queue")


def counted(rows, *names):
    """[({name: value}, how many)] for every combination of these columns that occurs."""
    found = rows.values_list(*names).annotate(count=Count("pk")).order_by(*names)
    return [(dict(zip(names, row, strict=False)), row[-1]) for row in found]


def lines(name, kind, words, samples):
    """One family: what it is, and a line for each of its figures."""
    full = f"networkgroup_{name}"
    yield f"# HELP {full} {words}\n# TYPE {full} {kind}\n"
    for labels, value in samples:
        told = ",".join(f'{label}="{escaped(text)}"' for label, text in labels.items())
        yield f"{full}{{{told}}} {value}\n" if told else f"{full} {value}\n"


def escaped(text):
    """A label's value as the format wants it."""
    return str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
