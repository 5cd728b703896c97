"""What happened to a mail, as far as the conversation got: only a lost answer is a doubt."""

import socket
import ssl
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tasks.reminders.smtp import Conversation, Phase, Result
from tests.ports import free_port
from tests.tasks.reminders.smtp_server import DROP, HANG

CERTIFICATE = Path(__file__).parent / "localhost.pem"
MAIL = b"Subject: Hello\r\n\r\n.a dot\r\n..two\r\nend\r\n"


@pytest.fixture
def talk(server, settings):
    settings.EMAIL_TIMEOUT, settings.MAIL_ANSWER_SECONDS = 2, 1

    def once(fence=lambda: True, message=MAIL):
        with Conversation() as conversation:
            return conversation.send("from@example.com", "to@example.com", message, fence)

    return once


def test_a_mail_arrives_byte_for_byte(talk, server):
    assert talk().result == Result.ACCEPTED
    assert server.accepted == [("to@example.com", MAIL)]


@pytest.mark.parametrize("stage", ["greeting", "ehlo"])
@pytest.mark.parametrize("fault", ["421 busy", "554 no", DROP, HANG])
def test_trouble_before_the_mail_is_the_servers(talk, server, stage, fault):
    server.says[stage] = fault
    if stage == "ehlo" and fault == "554 no":
        server.says["helo"] = fault
    outcome = talk()
    assert (outcome.result, outcome.phase) == (Result.NO_SERVER, Phase.CONNECT)


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "answer"])
@pytest.mark.parametrize(
    ("fault", "result"),
    [
        ("450 later", Result.LATER),
        ("550 never", Result.REFUSED),
        ("421 closing", Result.NO_SERVER),
    ],
)
def test_a_refusal_is_believed_at_each_stage(talk, server, stage, fault, result):
    server.says[stage] = fault
    outcome = talk()
    assert (outcome.result, outcome.phase, outcome.code) == (result, Phase(stage), int(fault[:3]))
    assert outcome.detail == fault[4:]
    assert server.accepted == []


@pytest.mark.parametrize("fault", [DROP, HANG])
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_a_connection_lost_before_the_message_was_certainly_not_accepted(
    talk, server, stage, fault
):
    server.says[stage] = fault
    assert (outcome := talk()).result == Result.LATER
    assert outcome.phase == Phase(stage)


@pytest.mark.parametrize("fault", [DROP, HANG, "hello there", "354 what"])
def test_a_lost_answer_is_a_doubt(talk, server, fault):
    server.says["answer"] = fault
    outcome = talk()
    assert (outcome.result, outcome.phase) == (Result.IN_DOUBT, Phase.ANSWER)


def test_a_server_may_take_its_time_over_the_message(talk, server, settings):
    settings.EMAIL_TIMEOUT, settings.MAIL_ANSWER_SECONDS = 1, 20
    server.thinks["answer"] = 1.5
    assert talk().result == Result.ACCEPTED


@pytest.mark.parametrize("fault", [DROP, HANG, "500 what"])
def test_trouble_at_the_goodbye_does_not_matter(talk, server, fault):
    server.says["quit"] = fault
    assert talk().result == Result.ACCEPTED


def test_a_port_where_nobody_listens_is_the_servers_trouble(settings, talk):
    settings.EMAIL_PORT = free_port()
    assert talk().result == Result.NO_SERVER


def test_no_server_at_all_is_said(settings, talk):
    settings.EMAIL_HOST = ""
    assert talk().detail == "EMAIL_URL names no mail server"


def test_the_fence_is_asked_after_the_recipient_and_before_the_message(talk, server):
    seen = []
    talk(fence=lambda: seen.extend(server.commands) or True)
    assert seen[-1] == "RCPT TO:<to@example.com>"


def test_a_mail_held_back_by_the_fence_is_not_sent(talk, server):
    assert talk(fence=lambda: False).result == Result.WITHDRAWN
    assert "DATA" not in server.commands
    assert "rset" in server.commands


def test_several_mails_share_a_connection(server):
    with Conversation() as conversation:
        for _ in range(3):
            conversation.send("a@example.com", "b@example.com", MAIL, lambda: True)
    assert (len(server.accepted), server.connections) == (3, 1)


def test_a_kept_connection_that_was_closed_is_opened_again(server):
    with Conversation() as conversation:
        conversation.send("a@example.com", "b@example.com", MAIL, lambda: True)
        conversation.smtp.sock.shutdown(socket.SHUT_RDWR)
        outcome = conversation.send("a@example.com", "b@example.com", MAIL, lambda: True)
    assert outcome.result == Result.ACCEPTED
    assert (len(server.accepted), server.connections) == (2, 2)


@pytest.mark.parametrize("fault", ["450 later", "550 never"])
def test_the_next_mail_goes_after_one_that_was_refused(server, fault):
    with Conversation() as conversation:
        server.says["rcpt"] = fault
        conversation.send("a@example.com", "b@example.com", MAIL, lambda: True)
        server.says["rcpt"] = "250 ok"
        assert conversation.send("a@example.com", "c@example.com", MAIL, lambda: True).code == 250
    assert [recipient for recipient, _ in server.accepted] == ["c@example.com"]


@pytest.mark.parametrize(
    "recipient",
    ["", "nobody", "a@example.com\r\nRCPT TO:<b@example.com>", "a b@example.com", "ä@example.com"],
)
def test_what_is_no_address_is_refused_and_never_said(server, recipient):
    with Conversation() as conversation:
        outcome = conversation.send("a@example.com", recipient, MAIL, lambda: True)
    assert outcome.result == Result.REFUSED
    assert server.commands == []


def test_a_domain_with_an_accent_goes_out_as_name_servers_know_it(server):
    with Conversation() as conversation:
        conversation.send("a@example.com", "b@bücher.example", MAIL, lambda: True)
    assert server.accepted[0][0] == "b@xn--bcher-kva.example"


class Taking:
    def __init__(self):
        self.mails = []
        self.session = None

    async def handle_DATA(self, server, session, envelope):
        self.session = session
        self.mails.append(envelope.original_content)
        return "250 OK"


def sign_in(server, session, envelope, mechanism, login):
    good = (login.login, login.password) == (b"robin", b"secret")
    return AuthResult(success=good, handled=False)


@pytest.fixture
def encrypted(settings, monkeypatch):
    """A server that insists on TLS and a password, with a certificate this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", free_port()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "robin", "secret"
    settings.EMAIL_TIMEOUT = 5
    taking = Taking()
    controllers = []

    def start(**options):
        controllers.append(
            Controller(
                taking,
                hostname="127.0.0.1",
                port=settings.EMAIL_PORT,
                server_hostname="localhost",
                auth_required=True,
                authenticator=sign_in,
                **options,
            )
        )
        controllers[0].start()
        return taking

    start.context = context
    yield start
    for controller in controllers:
        controller.stop()


def send_one():
    with Conversation() as conversation:
        return conversation.send("a@example.com", "b@example.com", MAIL, lambda: True)


def test_it_encrypts_and_signs_in_where_it_is_told_to(encrypted, settings):
    settings.EMAIL_USE_TLS = True
    taking = encrypted(tls_context=encrypted.context, require_starttls=True)
    assert send_one().result == Result.ACCEPTED
    assert taking.session.ssl is not None and taking.mails == [MAIL]


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_it_speaks_tls_from_the_first_byte_where_it_is_told_to(encrypted, settings):
    settings.EMAIL_USE_SSL = True
    taking = encrypted(ssl_context=encrypted.context, auth_require_tls=False)
    assert send_one().result == Result.ACCEPTED
    assert taking.mails == [MAIL]


def test_a_wrong_password_is_the_servers_trouble_and_costs_no_mail(encrypted, settings):
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_PASSWORD = "wrong"
    taking = encrypted(tls_context=encrypted.context, require_starttls=True)
    outcome = send_one()
    assert (outcome.result, outcome.phase, outcome.code) == (Result.NO_SERVER, Phase.CONNECT, 535)
    assert taking.mails == []


def test_a_certificate_nobody_vouches_for_gets_no_mail(encrypted, settings, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    settings.EMAIL_USE_TLS = True
    taking = encrypted(tls_context=encrypted.context, require_starttls=True)
    assert send_one().result == Result.NO_SERVER
    assert taking.mails == []
