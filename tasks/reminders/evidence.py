"""Whether a mail server is known to have taken a mail whose answer was lost."""


def accepted(message_id: str) -> bool:
    """No source of evidence is set up, so nothing is known: the mail goes once more."""
    return False
