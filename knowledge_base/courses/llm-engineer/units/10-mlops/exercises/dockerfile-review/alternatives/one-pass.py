def instructions(text):
    found, pending = [], None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line == "" or line[0] == "#":
            continue
        goes_on = line[-1] == "\\"
        line = line[:-1].strip() if goes_on else line
        pending = (number, line) if pending is None else (pending[0], f"{pending[1]} {line}")
        if not goes_on:
            first, *rest = pending[1].split(maxsplit=1)
            found.append((pending[0], first.upper(), rest[0] if rest else ""))
            pending = None
    return found


def is_secret(value):
    variable = value.replace("=", " ").split(" ")[0].casefold()
    return any(part in variable for part in ("key", "token", "secret", "password"))


def review(text):
    problems, known, copies = set(), ["scratch"], []
    start, user = 0, "root"
    for line, name, value in instructions(text):
        if name == "FROM":
            start, user, copies = line, "root", []
            image, *alias = value.split()
            tag = image.split("/")[-1].partition(":")[2]
            if image not in known and "@" not in image and (not tag or tag == "latest"):
                problems.add((line, "unpinned-image"))
            known += alias[1:]
        elif name == "USER":
            user = value
        elif name == "COPY" and value == ". .":
            copies.append(line)
        elif name in {"ENV", "ARG"} and is_secret(value):
            problems.add((line, "secret"))
        elif name == "RUN" and "pip install" in value:
            problems |= {(copy, "copy-before-install") for copy in copies}
            if "--no-cache-dir" not in value:
                problems.add((line, "pip-cache"))
    if user in {"root", "0"}:
        problems.add((start, "root-user"))
    return sorted(problems)
