import re


def instructions(text):
    lines = [(n, line.strip()) for n, line in enumerate(text.split("\n"), 1) if re.match(r"\s*[^\s#]", line)]
    joined = "\n".join(f"{n}:{line}" for n, line in lines)
    joined = re.sub(r"\s*\\\n\d+:", " ", joined)
    found = re.findall(r"^(\d+):(\S+)[^\S\n]*(.*)$", joined, re.M)
    return [(int(n), name.upper(), value.strip()) for n, name, value in found]


def review(text):
    found = instructions(text)
    starts = [at for at, (_, name, _) in enumerate(found) if name == "FROM"]
    problems, aliases = [], {"scratch"}
    for begin, end in zip(starts, [*starts[1:], len(found)], strict=True):
        stage = found[begin:end]
        image = stage[0][2].split()[0]
        if not (image in aliases or re.search(r"@|:(?!latest$)[^/]+$", image)):
            problems.append((stage[0][0], "unpinned-image"))
        aliases |= set(re.findall(r"(?i)\sas\s+(\S+)", stage[0][2]))
        for at, (line, name, value) in enumerate(stage):
            later = [v for _, n, v in stage[at:] if n == "RUN" and "pip install" in v]
            if name == "COPY" and value == ". ." and later:
                problems.append((line, "copy-before-install"))
            if name == "RUN" and re.search(r"pip install", value) and "--no-cache-dir" not in value:
                problems.append((line, "pip-cache"))
            if re.fullmatch("ENV|ARG", name) and re.match(r"(?i)[^= ]*(key|token|secret|password)", value):
                problems.append((line, "secret"))
    users = [value for _, name, value in found[starts[-1] :] if name == "USER"]
    if not users or re.fullmatch("root|0", users[-1]):
        problems.append((found[starts[-1]][0], "root-user"))
    return sorted(problems)
