"""What would fail in a Space, or embarrass its author in public."""

import re


def space_problems(files: dict[str, str]) -> list[str]:
    """Names of what is wrong in the files of a Space (path -> text); [] when it is ready.

    The names: "sdk", "sdk_version", "app_file", "license" (missing in the YAML of README.md), "app" (no file
    of that name; of app.py where app_file is missing), "examples", "max_length" (not in the app), "token" (a
    Hugging Face token in any file) and "unpinned PACKAGE" (a line of requirements.txt without ==).
    """
    start = re.match(r"---\n(.*?)\n---(\n|$)", files.get("README.md", ""), re.DOTALL)
    pairs = [line.split(":", 1) for line in (start[1].splitlines() if start else []) if ":" in line]
    meta = {key.strip(): value.strip().strip("\"'") for key, value in pairs}
    found = [key for key in ("sdk", "sdk_version", "app_file", "license") if not meta.get(key)]
    app = files.get(meta.get("app_file") or "app.py")
    if app is None:
        found.append("app")
    else:
        found += [name for name in ("examples", "max_length") if not re.search(rf"\b{name}\s*=", app)]
    if any(re.search(r"hf_[A-Za-z0-9]{12,}", text) for text in files.values()):
        found.append("token")
    for line in files.get("requirements.txt", "").splitlines():
        package = line.partition("#")[0].strip()
        if package and "==" not in package:
            name = re.split(r"[<>=~!;\[ ]", package)[0]
            found.append(f"unpinned {name}")
    return found
