"""A mail server that takes everything, in a process of its own: `python -m bench.sink SECONDS`.

Says on its first line which port it listens on; answers each letter after that many seconds.
"""

import asyncio
import subprocess
import sys
from contextlib import contextmanager

from aiosmtpd.smtp import SMTP


class Keeper:
    """Takes `wait` seconds for each letter and forgets it."""

    def __init__(self, wait):
        self.wait = wait

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        # As any mail server out there says; aiosmtpd can do it, but does not tell.
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.wait)
        return "250 OK"


async def main(wait):
    """Listen on a free port until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Keeper(wait), enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def running(wait=0.0):
    """A sink that takes `wait` seconds for each letter; gives its port."""
    command = [sys.executable, "-m", "bench.sink", str(wait)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
