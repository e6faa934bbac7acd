"""Slash commands: those of the agent in the learner's language, and a few of the app's own."""

from dataclasses import dataclass

from knowledge_base.documents import Language


@dataclass(frozen=True)
class SlashCommand:
    """A command the prompt completes.

    Attributes:
        id: `app.slash.<id>` says what it does.
        names: what is typed after the slash, by language.
        action: of the app itself; empty when the agent takes it.
    """

    id: str
    names: dict[Language, str]
    action: str = ""


COMMANDS: tuple[SlashCommand, ...] = (
    SlashCommand("ask", {"es": "pregunta", "en": "ask"}),
    SlashCommand("plan", {"es": "plan", "en": "plan"}),
    SlashCommand("today", {"es": "hoy", "en": "today"}),
    SlashCommand("practice", {"es": "practica", "en": "practice"}),
    SlashCommand("quiz", {"es": "repaso", "en": "quiz"}),
    SlashCommand("interview", {"es": "entrevista", "en": "interview"}),
    SlashCommand("checkin", {"es": "semana", "en": "checkin"}),
    SlashCommand("progress", {"es": "progreso", "en": "progress"}),
    SlashCommand("library", {"es": "biblioteca", "en": "library"}),
    SlashCommand("model", {"es": "modelo", "en": "model"}),
    SlashCommand("exercises", {"es": "ejercicios", "en": "exercises"}, "app.switch_mode('practice')"),
    SlashCommand("cards", {"es": "tarjetas", "en": "cards"}, "app.switch_mode('quiz')"),
    SlashCommand("new", {"es": "nueva", "en": "new"}, "screen.new_thread"),
    SlashCommand("threads", {"es": "conversaciones", "en": "conversations"}, "screen.threads"),
    SlashCommand("help", {"es": "ayuda", "en": "help"}, "app.help"),
    SlashCommand("quit", {"es": "salir", "en": "quit"}, "app.quit"),
)


def matching(typed: str, language: Language) -> list[SlashCommand]:
    """Commands that begin like what is typed (`/pl`), by name in either language; none after a space."""
    if not typed.startswith("/") or any(char.isspace() for char in typed):
        return []
    start = typed[1:].lower()
    own = [command for command in COMMANDS if command.names[language].startswith(start)]
    other: Language = "en" if language == "es" else "es"
    rest = [command for command in COMMANDS if command not in own and command.names[other].startswith(start)]
    return own + (rest if start else [])


def own_action(text: str) -> str:
    """The app's action that a text such as `/help` names; empty when it is for the agent."""
    typed = text.strip().lower()
    return next((c.action for c in COMMANDS if typed in {f"/{name}" for name in c.names.values()}), "")
