"""Text compared as people read it: no accents, no capitals. The database's is `Folded`."""

import unicodedata

from contacts.importers.cells import PLAIN_LETTERS, UNSEEN_IN_NAMES


def fold(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.translate(UNSEEN_IN_NAMES).casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.translate(PLAIN_LETTERS).replace("’", "'")
