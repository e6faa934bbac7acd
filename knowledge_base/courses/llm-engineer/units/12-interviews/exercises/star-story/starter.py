import re


def word_counts(story):
    # dict of texts -> {"situation", "task", "action", "result": int}
    raise NotImplementedError


def problems(story, mine, ours):
    # -> list of texts
    raise NotImplementedError
