import re

SECRETS = ("key", "token", "secret", "password")


def instructions(text):
    found, start, parts = [], 0, []
    for number, line in enumerate(text.split("\n"), 1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        if not parts:
            start = number
        parts.append(words.removesuffix("\\").strip())
        if not words.endswith("\\"):
            name, _, value = " ".join(parts).partition(" ")
            found.append((start, name.upper(), value.strip()))
            parts = []
    return found


def stages(found):
    grouped = []
    for instruction in found:
        if instruction[1] == "FROM":
            grouped.append([])
        if grouped:
            grouped[-1].append(instruction)
    return grouped


def is_pinned(image, named):
    tag = image.rpartition("/")[2].partition(":")[2]
    return "@" in image or image in named or tag not in ("", "latest")


def review(text):
    problems, named = [], {"scratch"}
    grouped = stages(instructions(text))
    for stage in grouped:
        start, _, base = stage[0]
        words = base.split()
        if not is_pinned(words[0], named):
            problems.append((start, "unpinned-image"))
        if len(words) == 3:
            named.add(words[2])
        installs = [line for line, name, value in stage if name == "RUN" and "pip install" in value]
        for line, name, value in stage:
            if (name, value) == ("COPY", ". .") and any(line < later for later in installs):
                problems.append((line, "copy-before-install"))
            if line in installs and "--no-cache-dir" not in value:
                problems.append((line, "pip-cache"))
            variable = re.split(r"[= ]", value)[0].lower()
            if name in ("ENV", "ARG") and any(word in variable for word in SECRETS):
                problems.append((line, "secret"))
    users = ["root", *(value for _, name, value in grouped[-1] if name == "USER")]
    if users[-1] in ("root", "0"):
        problems.append((grouped[-1][0][0], "root-user"))
    return sorted(problems)
