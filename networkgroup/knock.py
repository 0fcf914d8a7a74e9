"""Asks the web server of this machine whether it is alive: `python -m networkgroup.knock`."""

import http.client
import os
import sys
from urllib.parse import urlsplit

PORT = 8000


def main():
    """0 when /healthz answers, as the proxy in front would ask for it."""
    site = urlsplit(os.environ.get("SITE_URL", "http://localhost"))
    web = http.client.HTTPConnection("127.0.0.1", PORT, timeout=4)
    headers = {"Host": site.hostname or "localhost", "X-Forwarded-Proto": site.scheme}
    try:
        web.request("GET", "/healthz", headers=headers)
        return 0 if web.getresponse().status == http.client.OK else 1
    except (OSError, http.client.HTTPException):
        return 1


if __name__ == "__main__":
    sys.exit(main())
