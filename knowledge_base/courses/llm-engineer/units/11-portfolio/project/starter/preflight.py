"""What would fail in a Space, or embarrass its author in public."""


def space_problems(files: dict[str, str]) -> list[str]:
    """Names of what is wrong in the files of a Space (path -> text); [] when it is ready.

    The names: "sdk", "sdk_version", "app_file", "license" (missing in the YAML of README.md), "app" (no file
    of that name; of app.py where app_file is missing), "examples", "max_length" (not in the app), "token" (a
    Hugging Face token in any file) and "unpinned PACKAGE" (a line of requirements.txt without ==).
    """
    raise NotImplementedError
