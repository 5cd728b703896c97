"""Quick add: what one typed line says, in words and in values (/help/#quick-add)."""

from tasks.quickadd.parser import NOBODY, Parsed, Token, parse
from tasks.quickadd.people import Person, words_of

__all__ = ["NOBODY", "Parsed", "Person", "Token", "parse", "words_of"]
