import re


def cut(text):
    return re.sub(r"^```.*?(?:\n```[^\n]*|\Z)", "", text, flags=re.M | re.S)


def headings(text):
    found = re.findall(r"^(#{1,6}) +(\S.*)$", cut(text), flags=re.M)
    return [(len(marks), title.strip()) for marks, title in found]


def links(text):
    return re.findall(r"\[[^\]\[]+\]\(([^\s()]+)\)", cut(text))


def missing(text, files, sections):
    found = headings(text)
    titles = [title for level, title in found if level == 1]
    below = "\n".join(title.lower() for level, title in found if level != 1)
    problems = [] if len(titles) == 1 else [("title", "")]
    problems += [("section", name) for name, words in sections.items() if not any(w in below for w in words)]
    relative = [target for target in links(text) if not re.match(r"#|mailto:|.*://", target)]
    return problems + [("link", target) for target in relative if target.split("#")[0] not in files]
