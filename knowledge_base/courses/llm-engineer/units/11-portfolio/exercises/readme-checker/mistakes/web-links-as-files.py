import re

HEADING = re.compile(r"(#{1,6}) +(\S.*)")
LINK = re.compile(r"\[[^\[\]]+\]\(([^()\s]+)\)")


def outside_code(text):
    kept, inside = [], False
    for line in text.split("\n"):
        if line.startswith("```"):
            inside = not inside
        elif not inside:
            kept.append(line)
    return kept


def headings(text):
    found = [HEADING.fullmatch(line) for line in outside_code(text)]
    return [(len(match[1]), match[2].strip()) for match in found if match]


def links(text):
    return LINK.findall("\n".join(outside_code(text)))


def is_relative(target):
    return not target.startswith("#")  # fault


def missing(text, files, sections):
    titles = headings(text)
    problems = []
    if sum(level == 1 for level, _ in titles) != 1:
        problems.append(("title", ""))
    below = [title.lower() for level, title in titles if level > 1]
    for name, words in sections.items():
        if not any(word in title for title in below for word in words):
            problems.append(("section", name))
    relative = [target for target in links(text) if is_relative(target)]
    broken = [target for target in relative if target.partition("#")[0] not in files]
    return problems + [("link", target) for target in broken]
