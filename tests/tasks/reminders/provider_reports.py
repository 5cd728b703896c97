"""What four providers post, as their documentation shows it, about a mail of ours."""

import hashlib
import hmac
import json

SIGNING_KEY = "key-for-tests"
WHEN = 1_700_000_000  # 2023-11-14 22:13:20 UTC
ISO = "2023-11-14T22:13:20Z"


def mailgun(what, mail, seconds=0):
    events = {
        "bounced": {"event": "failed", "severity": "permanent", "reason": "bounce"},
        "deferred": {"event": "failed", "severity": "temporary", "reason": "generic"},
        "delivered": {"event": "delivered"},
        "complained": {"event": "complained"},
        "unsubscribed": {"event": "unsubscribed"},
    }
    token = hashlib.sha256(f"{what}{seconds}".encode()).hexdigest()[:50]
    signed = hmac.new(SIGNING_KEY.encode(), f"{WHEN}{token}".encode(), "sha256").hexdigest()
    return {
        "signature": {"timestamp": str(WHEN), "token": token, "signature": signed},
        "event-data": {
            "id": "CPgfbmQMTCKtHW6uIWtuVe",
            "timestamp": WHEN + seconds + 0.5,
            "recipient": mail.recipient,
            "message": {"headers": {"message-id": mail.message_id.strip("<>")}},
            "delivery-status": {"code": 605, "message": "", "description": "Not delivering"},
            **events[what],
        },
    }


def postmark(what, mail, seconds=0):
    events = {
        "bounced": {"RecordType": "Bounce", "Type": "HardBounce", "ID": 42},
        "deferred": {"RecordType": "Bounce", "Type": "Transient", "ID": 43},
        "soft": {"RecordType": "Bounce", "Type": "SoftBounce", "ID": 44},
        "delivered": {"RecordType": "Delivery"},
        "complained": {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "ID": 45},
        "unsubscribed": {
            "RecordType": "SubscriptionChange",
            "SuppressSending": True,
            "SuppressionReason": "ManualSuppression",
        },
    }
    when = {"Delivery": "DeliveredAt", "SubscriptionChange": "ChangedAt"}
    return {
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Email": mail.recipient,
        "Details": "smtp;550 The account does not exist",
        # Postmark gives every mail an id of its own; ours comes back by a header it knows.
        "Metadata": {"x-foothold-mail": str(mail.pk)},
        when.get(events[what]["RecordType"], "BouncedAt"): ISO.replace("20Z", f"{20 + seconds}Z"),
        **events[what],
    }


def amazon_ses(what, mail, seconds=0):
    bounced = [{"emailAddress": mail.recipient, "diagnosticCode": "smtp; 550 5.1.1 unknown"}]
    events = {
        "bounced": ("Bounce", {"bounceType": "Permanent", "bouncedRecipients": bounced}),
        "soft": ("Bounce", {"bounceType": "Transient", "bouncedRecipients": bounced}),
        "delivered": ("Delivery", {"recipients": [mail.recipient], "smtpResponse": "250 ok"}),
        "complained": (
            "Complaint",
            {"complainedRecipients": [{"emailAddress": mail.recipient}]},
        ),
    }
    name, event = events[what]
    headers = [
        {"name": "Message-ID", "value": "<of-amazon@email.amazonses.com>"},
        {"name": "X-Foothold-Mail", "value": str(mail.pk)},
    ]
    about = {"messageId": "of-amazon", "destination": [mail.recipient], "headers": headers}
    message = {
        "notificationType": name,
        "mail": about,
        name.lower(): {"bounceSubType": "General", **event},
    }
    return {
        "Type": "Notification",
        "MessageId": "sns-1",
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:SES_Events",
        "Timestamp": ISO.replace("20Z", f"{20 + seconds}.000Z"),
        "Message": json.dumps(message),
    }


def brevo(what, mail, seconds=0):
    events = {
        "bounced": "hard_bounce",
        "soft": "soft_bounce",
        "deferred": "deferred",
        "delivered": "delivered",
        "complained": "spam",
        "unsubscribed": "unsubscribe",
        "blocked": "blocked",
    }
    return {
        "event": events[what],
        "email": mail.recipient,
        "id": 26224,
        "ts_epoch": (WHEN + seconds) * 1000,
        "message-id": mail.message_id,
        "reason": "server is down",
    }


REPORTS = {"mailgun": mailgun, "postmark": postmark, "amazon-ses": amazon_ses, "brevo": brevo}
SNS = {"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": "sns-1"}
