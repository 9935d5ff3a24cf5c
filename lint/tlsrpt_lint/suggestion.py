"""What somebody may have meant by a word that nobody knows."""

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The hint "did you mean '…'?" with the nearest of the known words; None if none is near."""
    import difflib

    words = {candidate.lower(): candidate for candidate in known}
    near = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.7)
    return f"did you mean '{words[near[0]]}'?" if near else None
