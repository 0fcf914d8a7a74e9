"""Everything that can go wrong in a town: each takes the town and a random.Random."""

import contextlib
import time

STEPS = ["MAIL", "RCPT", "DATA", "END"]
# In the subject of letters that go once at most.
QUESTION = ": still on?"
# In the subject of weekly letters.
WEEK = ": not met yet"
# Seconds after which a worker gives up waiting for the broker.
BROKER_PATIENCE = 2
# Seconds until somebody comes to where they are to be shot; on an idle day nobody does.
AMBUSH = 5


# -- processes


def shoot_a_worker(town, rng):
    """kill -9, wherever it is just then."""
    town.crew.shoot(rng.choice(list(town.crew.workers)))


def shoot_a_beat(town, rng):
    """kill -9 one of the two."""
    town.crew.shoot(rng.choice(list(town.crew.beats)))


def shoot_before_handing_over(town, rng):
    """kill -9 between claim and hand-over: one letter past its fence, the others leased."""
    ambush(town, rng.choice(["MAIL", "RCPT", "DATA"]), "hang")


def shoot_before_noting(town, rng):
    """kill -9 between hand-over and record: the letter is kept, and nobody knows."""
    ambush(town, "END", "keep and hang", words=rng.choice(["", QUESTION]))


def ambush(town, step, answer, **only):
    """Shoot the first to come to this step of a letter. Returns whether somebody came."""
    seen = len(town.postbox.lines())
    town.postbox.order(step, answer, **only)
    held = town.postbox.wait_for("held", step, seen, AMBUSH)
    if held is None:
        town.postbox.forget()
        return False
    town.crew.shoot_child(held.who)
    return True


# -- the broker


def flush_the_broker(town, rng):
    """FLUSHALL."""
    town.flush_valkey()


def fill_the_broker(town, rng):
    """It has no room, and refuses whoever has just taken a task."""
    with town.full_valkey(AMBUSH):
        go_on_without_it(town, rng)


def hang_the_broker(town, rng):
    """It says nothing until everybody who waits for it has given up once."""
    with town.hung_valkey():
        go_on_without_it(town, rng)


def go_on_without_it(town, rng):
    """Enough happens meanwhile, and whoever only the broker wakes does nothing about it."""
    time.sleep(1)
    town.people.asked_already()
    town.people.change_something(rng)
    time.sleep(BROKER_PATIENCE)
    due, waiting, _in_hand = town.progress()
    town.seen["left lying"] += due + waiting >= 40


def restart_the_broker(town, rng):
    """Gone for a moment, and empty afterwards."""
    town.restart_valkey(rng.uniform(0, 1))


# -- the database


def restart_the_database(town, rng):
    """A fast and orderly restart."""
    town.restart_postgres(crash=False)


def crash_the_database(town, rng):
    """All its processes quit without a goodbye."""
    town.restart_postgres(crash=True)


# -- the mail server


def say_later(town, rng):
    """421 or 451, at any step, a few times."""
    answer = rng.choice(["421 4.3.2 closing", "451 4.3.0 later"])
    town.postbox.order(rng.choice(STEPS), answer, rng.randint(1, 5))


def say_never(town, rng):
    """550 after the letter: nobody will ever read it."""
    town.postbox.order("END", "550 5.7.1 never", rng.randint(1, 2))


def close_a_mailbox(town, rng):
    """550 for one address from now on."""
    reader = rng.choice(town.people.members).email
    town.postbox.order("RCPT", "550 5.1.1 nobody here", 10_000, to=reader)


def hang(town, rng):
    """Say nothing at some step, until the worker hangs up."""
    town.postbox.order(rng.choice(STEPS), "hang")


def hang_up(town, rng):
    """Close the connection instead of answering, before or after the letter."""
    town.postbox.order(rng.choice(STEPS), "drop", rng.randint(1, 3))


def keep_and_hang_up(town, rng):
    """Keep the letter, and close the connection without saying so."""
    words = rng.choice(["", QUESTION])
    town.postbox.order("END", "keep and drop", rng.randint(1, 2), words=words)


def die_before_the_answer(town, rng, patience=AMBUSH):
    """Keep the letter, and die. Another server listens soon."""
    with contextlib.suppress(OSError):
        town.postbox.order("END", "keep and die")
    until = time.monotonic() + patience
    while time.monotonic() < until and town.postbox.process.poll() is None:
        time.sleep(0.02)
    town.restart_postbox(rng.uniform(0, 0.5))


# -- the clock


def let_two_days_pass(town, rng):
    """Every clock jumps."""
    town.people.let_days_pass(2)


# How often each comes in a hundred.
WEIGHTS = {
    shoot_a_worker: 10,
    shoot_a_beat: 3,
    shoot_before_handing_over: 10,
    shoot_before_noting: 12,
    flush_the_broker: 6,
    restart_the_broker: 4,
    restart_the_database: 3,
    crash_the_database: 3,
    say_later: 14,
    say_never: 8,
    close_a_mailbox: 1,
    hang: 8,
    hang_up: 8,
    keep_and_hang_up: 7,
    die_before_the_answer: 3,
}
JUMPS = 2


def drawn(rng, how_many):
    """So many faults in random order: each kind at least once, and the clock jumps twice."""
    kinds = list(WEIGHTS)
    rest = how_many - JUMPS - len(kinds)
    faults = kinds + rng.choices(kinds, list(WEIGHTS.values()), k=max(0, rest))
    rng.shuffle(faults)
    for part in range(1, JUMPS + 1):
        faults.insert(part * len(faults) // (JUMPS + 1), let_two_days_pass)
    return faults
