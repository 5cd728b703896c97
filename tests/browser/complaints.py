# What Chromium writes for an answer that a page expects: a form shown again, or a refusal.
EXPECTED = (
    "the server responded with a status of 422",
    "the server responded with a status of 409",
)


class Complaints:
    def __init__(self):
        self.found = []
        self.allowed = list(EXPECTED)

    def allow(self, text):
        """Some tests ask for trouble: allow("status of 404")."""
        self.allowed.append(text)

    def listen_to(self, page):
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("requestfailed", self._request_failed)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.found.append(f"console {message.type}: {message.text} at {message.location}")

    def _request_failed(self, request):
        # Left before it had loaded; or a script that is not run because script is off. (A breach of
        # the policy is a message in the console too.)
        if request.failure not in ("net::ERR_ABORTED", "csp"):
            self.found.append(f"failed: {request.url} {request.failure}")

    def check(self):
        unexpected = [
            text for text in self.found if not any(allowed in text for allowed in self.allowed)
        ]
        if unexpected:
            raise AssertionError("\n".join(unexpected))
