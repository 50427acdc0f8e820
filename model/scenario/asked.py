"""A question about a scenario that can't be asked: what anyone is told who asks it, in their language."""

from __future__ import annotations

from collections.abc import Iterable

from model.scenario.wrong import nearest
from model.words import NOTHING, say


class AskedError(ValueError):
    """Something asked of a scenario makes no sense; told in a sentence of the lexicon."""

    def __init__(self, key: str, near: str = "", **values: object) -> None:
        """Name the sentence, what fills its blanks, and the name that was perhaps meant."""
        self._key, self._near, self._values = key, near, values
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The sentence, in the user's language."""
        sentence = say(self._key, lang, **self._values)
        return sentence + (say("scenario.did_you_mean", lang, near=self._near) if self._near else "")


def unknown(key: str, found: str, known: Iterable[str], **values: object) -> AskedError:
    """A name that is not there, with those that are and the nearest of them."""
    names = list(known)
    return AskedError(key, nearest(found, names), found=found, known=", ".join(names) or NOTHING, **values)
