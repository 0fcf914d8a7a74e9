"""Finds free ports on the loopback address."""

import socket

HOST = "127.0.0.1"
TRIES = 200


def is_free(port):
    """Whether nobody listens on `port`; 0 is never free."""
    if not port:
        return False
    with socket.socket() as ours:
        # As servers do, so that a port whose last connections are still closing counts as free.
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            ours.bind((HOST, port))
        except OSError:
            return False
    return True


def next_free(wanted, what="", say=print):
    """The first free port from `wanted` upwards; says so when `wanted` itself is taken."""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if is_free(port):
            if port != wanted and what:
                say(f"Port {wanted} is taken, so {what} listens on {port}.")
            return port
    raise OSError(f"No port from {wanted} to {wanted + TRIES - 1} is free.")


def any_free():
    """A port nobody listens on, chosen by the system."""
    with socket.socket() as ours:
        ours.bind((HOST, 0))
        return ours.getsockname()[1]
