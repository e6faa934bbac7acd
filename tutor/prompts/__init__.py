"""The prompts, one file each and language; the fine-tuning data is made from these same files."""

from functools import cache
from pathlib import Path

from knowledge_base.documents import Language


@cache
def prompt(name: str, language: Language) -> str:
    """The text of a prompt.

    Raises:
        FileNotFoundError: there is none of that name; a defect of the program.
    """
    return (Path(__file__).parent / f"{name}.{language}.md").read_text(encoding="utf-8").strip()
