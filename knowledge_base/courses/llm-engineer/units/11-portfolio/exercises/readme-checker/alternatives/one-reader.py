import re


def prose(text):
    fences = 0
    for line in text.split("\n"):
        fence = line[:3] == "```"
        fences += fence
        if not fence and fences % 2 == 0:
            yield line


def headings(text):
    found = []
    for line in prose(text):
        marks, space, title = line.partition(" ")
        if space and title.strip() and set(marks) == {"#"} and len(marks) <= 6:
            found.append((len(marks), title.strip()))
    return found


def links(text):
    pattern = re.compile(r"\[([^][]+)\]\((?P<target>[^()\s]+)\)")
    return [match["target"] for line in prose(text) for match in pattern.finditer(line)]


def missing(text, files, sections):
    levels = headings(text)
    first = [level for level, _ in levels].count(1)
    problems = [("title", "")] * (first != 1)
    for name, words in sections.items():
        hits = (word in title.casefold() for level, title in levels if level >= 2 for word in words)
        if not any(hits):
            problems.append(("section", name))
    for target in links(text):
        outside = "://" in target or target[0] == "#" or target[:7] == "mailto:"
        path, *_ = target.split("#", 1)
        if not outside and path not in files:
            problems.append(("link", target))
    return problems
