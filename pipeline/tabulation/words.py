"""How many words a text has, as the columns ``words`` count them."""


def count_words(text: str) -> int:
    """Return how many words ``text`` has; a mark or number sign alone is none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())
