import re


def headings(text):
    # str -> list of (level, title)
    raise NotImplementedError


def links(text):
    # str -> list of targets
    raise NotImplementedError


def missing(text, files, sections):
    # -> list of (kind, what)
    raise NotImplementedError
