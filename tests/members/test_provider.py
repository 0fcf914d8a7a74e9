"""A provider's web API is as good a way out as SMTP: same words, same four ends."""

import base64
import json
import threading
from datetime import timedelta
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from members import mime
from members.models import Letter, Unreachable
from members.postman import Postman, way_out
from members.provider import SUSPICIOUS, Provider
from members.relay import Relay
from networkgroup.settings import mailer
from tests.sink import free_port

KEYS = {"mailgun": "mailgun://k3y@mail.example.org", "postmark": "postmark://k3y@"}
KEYS["sendgrid"] = "sendgrid://k3y@"
TAKEN = {
    "mailgun": (200, {"id": "<x@mail.example.org>", "message": "Queued. Thank you."}),
    "postmark": (
        200,
        {"ErrorCode": 0, "Message": "OK", "MessageID": "1", "To": "ana@example.org"},
    ),
    "sendgrid": (202, {}),
}
CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:D'Arcy \xe2\x98\x95\r\nEND:VCALENDAR\r\n"


class Api(ThreadingHTTPServer):
    """Takes requests in, and answers as `says` tells: (status, dict), or "drop" or "hang"."""

    def __init__(self):
        self.requests, self.says, self.let_go = [], (200, {}), threading.Event()
        self.connections = 0
        super().__init__(("127.0.0.1", 0), Answering)

    def process_request(self, request, client_address):
        self.connections += 1
        super().process_request(request, client_address)


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers), body))
        if self.server.says == "drop":
            self.close_connection = True
            return
        if self.server.says == "hang":
            self.server.let_go.wait(5)
            self.close_connection = True
            return
        status, answer = self.server.says
        words = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, *words):
        pass


@pytest.fixture
def api():
    api = Api()
    running = threading.Thread(target=api.serve_forever, kwargs={"poll_interval": 0.01})
    running.start()
    yield api
    api.let_go.set()
    api.shutdown()
    running.join()
    api.server_close()


def provider_for(name, api, clock, port=None):
    options = mailer(f"{KEYS[name]}?api=http://127.0.0.1:{port or api.server_port}/")
    options["OPTIONS"]["timeout"] = 0.5
    return Provider(options, clock=lambda: clock().timestamp())


@pytest.fixture
def postman(api, clock):
    """Speaks to Mailgun, as far as he knows."""
    api.says = TAKEN["mailgun"]
    postman = Postman(provider_for("mailgun", api, clock), clock)
    yield postman
    postman.relay.close()


def whole_letter(ana, now, caused_by=None):
    """Everything a letter can hold."""
    letter = Letter(
        klass="agreed",
        kind="accepted",
        recipient=ana,
        caused_by=caused_by,
        key="whole",
        queue="normal",
        message_id="<whole@group.example.org>",
        dated_at=now,
        created_at=now,
        due_at=now,
    )
    letter.content = mime.build(
        letter,
        "Dan D'Arcy says yes ☕",
        "Thursday.\n",
        "<p><img src='cid:face@letter'>Thursday.</p>",
        unsubscribe="https://group.example.org/unsubscribe/t0ken/",
        face=b"\xff\xd8a face\xff\xd9",
        calendar=CALENDAR,
        method="REQUEST",
    )
    letter.save()
    return letter


def end_of(letter):
    letter.refresh_from_db()
    return letter.state


def form_of(request):
    """The fields of a multipart post: {name: [(filename, content type, bytes)]}."""
    _path, headers, body = request
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    fields = {}
    for part in message_from_bytes(head + body, policy=HTTP).iter_parts():
        name = part.get_param("name", header="content-disposition")
        value = (part.get_filename(), part["Content-Type"], part.get_payload(decode=True))
        fields.setdefault(name, []).append(value)
    return fields


# -- the same words


def test_mailgun_gets_the_whole_letter(postman, api, ana, dan, now):
    assert end_of(whole_letter(ana, now, dan)) == "waiting"
    postman.round()
    (request,) = api.requests
    path, headers, _body = request
    assert path == "/mail.example.org/messages"
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"api:k3y").decode()
    fields = form_of(request)
    words = {name: values[0][2].decode() for name, values in fields.items() if name != "inline"}
    assert words["from"].endswith(' via Networkgroup" <letters@127.0.0.1>')
    assert "Dan D'Arcy" in words["from"]
    assert words["to"] == "Ana Ruiz <ana@example.org>"
    assert words["subject"] == "Dan D'Arcy says yes ☕"
    assert words["text"].strip() == "Thursday."
    assert words["html"].strip() == "<p><img src='cid:face@letter'>Thursday.</p>"
    assert words["h:Message-Id"] == "<whole@group.example.org>"
    assert words["h:Date"] == "Tue, 17 Nov 2026 09:00:00 +0000"
    assert words["h:Reply-To"] == "letters@127.0.0.1"
    assert words["h:List-Unsubscribe"] == "<https://group.example.org/unsubscribe/t0ken/>"
    assert words["h:List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert words["h:Auto-Submitted"] == "auto-generated"
    assert words["v:letter"] == "<whole@group.example.org>"
    assert words["o:tracking-clicks"] == words["o:tracking-opens"] == "no"
    ((name, kind, content),) = fields["inline"]
    assert (name, kind, content) == ("face@letter", "image/jpeg", b"\xff\xd8a face\xff\xd9")
    ((name, kind, content),) = fields["attachment"]
    assert (name, content) == ("invite.ics", CALENDAR)
    assert kind.split(";")[0] == "text/calendar"
    assert 'method="REQUEST"' in kind


@pytest.mark.parametrize("name", ["postmark", "sendgrid"])
def test_so_do_the_others(api, ana, dan, now, clock, name):
    api.says = TAKEN[name]
    letter = whole_letter(ana, now, dan)
    postman = Postman(provider_for(name, api, clock), clock)
    assert postman.round()["sent"] == 1
    postman.relay.close()
    ((_path, _headers, body),) = api.requests
    told = json.loads(body)
    flat = json.dumps(told)
    for words in ("Thursday.", "cid:face@letter", "List-Unsubscribe=One-Click"):
        assert words in flat
    assert flat.count(letter.message_id) >= 2  # as header and as metadata
    files = told.get("Attachments") or told["attachments"]
    face, invite = files
    assert [file.get("Content") or file["content"] for file in files] == [
        base64.b64encode(b"\xff\xd8a face\xff\xd9").decode(),
        base64.b64encode(CALENDAR).decode(),
    ]
    assert "face@letter" in json.dumps(face)
    assert "invite.ics" in json.dumps(invite)
    assert "method=" in json.dumps(invite)
    if name == "postmark":
        assert {"Name": "X-PM-KeepID", "Value": "true"} in told["Headers"]
        assert (told["TrackLinks"], told["TrackOpens"]) == ("None", False)
    else:
        assert told["tracking_settings"]["click_tracking"]["enable"] is False


# -- the same four ends


def test_one_connection_is_kept(postman, api, letter_to, ana):
    letters = [letter_to(ana, str(number)) for number in range(5)]
    assert postman.round()["sent"] == 5
    assert {end_of(letter) for letter in letters} == {"sent"}
    assert api.connections == 1


@pytest.mark.parametrize("klass", ["agreed", "appointment"])
@pytest.mark.parametrize("says", ["drop", "hang", (500, {}), (502, {}), (200, b"<html>")])
def test_no_clear_answer_leaves_a_doubt(postman, api, letter_to, ana, clock, klass, says):
    letter = letter_to(ana, klass=klass)
    api.says = says
    postman.round()
    assert end_of(letter) == ("retry" if klass == "agreed" else "unsure")
    assert letter.doubts == 1
    api.says = TAKEN["mailgun"]
    clock.now += timedelta(hours=1)
    postman.round()
    assert end_of(letter) == ("sent" if klass == "agreed" else "unsure")


def test_nobody_there_costs_no_letter_a_try(api, letter_to, ana, clock):
    letter = letter_to(ana, klass="appointment")
    postman = Postman(provider_for("mailgun", api, clock, port=free_port()), clock)
    postman.round()
    assert end_of(letter) == "waiting"
    assert (letter.tries, postman.relay.is_resting) == (0, True)


@pytest.mark.parametrize("code", [401, 402, 403, 404, 429])
def test_what_no_letter_is_to_blame_for_costs_none_a_try(
    postman, api, letter_to, ana, clock, caplog, code
):
    letters = [letter_to(ana, str(number), klass="appointment") for number in range(2)]
    api.says = (code, {"message": "k3y is forbidden for ana@example.org"})
    postman.round()
    postman.round()
    assert [end_of(letter) for letter in letters] == ["waiting", "waiting"]
    assert len(api.requests) == 1
    assert f"{code} at provider" in caplog.text
    for secret in ("k3y", "ana@example.org"):
        assert secret not in "".join(
            record.getMessage() for record in caplog.records if record.name.startswith("members")
        )
    api.says = TAKEN["mailgun"]
    clock.now += timedelta(minutes=20)
    postman.round()
    assert [end_of(letter) for letter in letters] == ["sent", "sent"]


def test_a_provider_under_repair_is_asked_later(postman, api, letter_to, ana, clock):
    letter = letter_to(ana, klass="appointment")
    api.says = (503, {})
    postman.round()
    assert (end_of(letter), letter.tries, letter.doubts) == ("retry", 1, 0)


def test_a_letter_it_will_not_have_ends_without_blaming_the_address(postman, api, letter_to, ana):
    letter = letter_to(ana)
    api.says = (400, {"message": "parameter is not valid"})
    postman.round()
    assert (end_of(letter), letter.reason) == ("failed", "400 at provider")
    assert not Unreachable.objects.exists()


def test_when_it_will_have_none_the_rest_wait(postman, api, letter_to, ana):
    letters = [letter_to(ana, str(number)) for number in range(SUSPICIOUS + 3)]
    api.says = (400, {"message": "parameter is not valid"})
    postman.round()
    assert [end_of(letter) for letter in letters] == ["failed"] * SUSPICIOUS + ["waiting"] * 3


def test_a_recipient_it_refuses_counts_against_the_address(api, letter_to, ana, clock):
    letter = letter_to(ana)
    words = (
        "You tried to send to recipient(s) that have been marked as inactive. Found inactive"
        " addresses: ana@example.org. Inactive recipients are ones that have generated a hard"
        " bounce, a spam complaint, or a manual suppression."
    )
    api.says = (422, {"ErrorCode": 406, "Message": words})
    Postman(provider_for("postmark", api, clock), clock).round()
    assert (end_of(letter), letter.reason) == ("failed", "the provider refuses the recipient")
    assert Unreachable.objects.get(address="ana@example.org").refusals == 1


# -- which way out


@pytest.mark.parametrize(
    ("url", "backend", "options"),
    [
        (
            "mailgun://key-1%2F2@mail.your.site",
            "anymail.backends.mailgun.EmailBackend",
            {"api_key": "key-1/2", "sender_domain": "mail.your.site"},
        ),
        (
            "mailgun://K@your.site?api=https://api.eu.mailgun.net/v3",
            "anymail.backends.mailgun.EmailBackend",
            {
                "api_key": "K",
                "sender_domain": "your.site",
                "api_url": "https://api.eu.mailgun.net/v3",
            },
        ),
        ("postmark://Tok@", "anymail.backends.postmark.EmailBackend", {"server_token": "Tok"}),
        ("sendgrid://SG.aB@", "anymail.backends.sendgrid.EmailBackend", {"api_key": "SG.aB"}),
    ],
)
def test_the_address_names_the_provider(url, backend, options, settings):
    settings.MAILERS = {"default": mailer(url)}
    assert settings.MAILERS["default"] == {
        "BACKEND": backend,
        "OPTIONS": {**options, "timeout": 20},
    }
    way = way_out()
    assert type(way) is Provider
    assert type(way.backend).__module__ == urlsplit(backend).path.rpartition(".")[0]


@pytest.mark.parametrize("url", ["mailgun://key", "mailgun://key@", "postmark://key", "ses://k@"])
def test_half_an_address_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must look like"):
        mailer(url)


def test_smtp_stays_smtp(settings):
    settings.MAILERS = {"default": mailer("smtps://u:p%40@mail.your.site")}
    way = way_out()
    assert type(way) is Relay
    assert (way.options["port"], way.options["password"]) == (465, "p@")
