"""Two quiet themes with one accent colour each: for dark rooms and for daylight."""

from textual.theme import Theme

_QUIET = {
    "block-cursor-text-style": "none",
    "block-cursor-blurred-text-style": "none",
    "footer-background": "transparent",
}

DARK = Theme(
    name="tutor-dark",
    primary="#79b8c4",
    secondary="#c0a878",
    accent="#79b8c4",
    warning="#d0a75f",
    error="#d47f78",
    success="#84b58a",
    foreground="#d9dade",
    background="#14161a",
    surface="#1a1d22",
    panel="#22262d",
    dark=True,
    variables={
        **_QUIET,
        "foreground-muted": "#8f959f",
        "text-muted": "#8f959f",
        "text-secondary": "#cbb68c",
        "block-cursor-foreground": "#e8eaed",
        "block-cursor-background": "#2b3b42",
        "block-cursor-blurred-background": "#1f2529",
        "border": "#4f7f89",
        "border-blurred": "#343a43",
        "scrollbar": "#343a43",
        "scrollbar-hover": "#48505b",
        "scrollbar-active": "#79b8c4",
        "scrollbar-background": "#14161a",
        "scrollbar-background-hover": "#14161a",
        "scrollbar-background-active": "#14161a",
        "input-selection-background": "#2f4d56",
    },
)

LIGHT = Theme(
    name="tutor-light",
    primary="#1f6a7a",
    secondary="#76591c",
    accent="#1f6a7a",
    warning="#8a5f0f",
    error="#a33a33",
    success="#2f6f3a",
    foreground="#26282c",
    background="#fbfaf7",
    surface="#f4f2ec",
    panel="#eae7df",
    dark=False,
    variables={
        **_QUIET,
        "foreground-muted": "#666a70",
        "text-muted": "#666a70",
        "text-secondary": "#76591c",
        "block-cursor-foreground": "#1b1d20",
        "block-cursor-background": "#d3e4e6",
        "block-cursor-blurred-background": "#ebefec",
        "border": "#6fa2ac",
        "border-blurred": "#d0ccc2",
        "scrollbar": "#d0ccc2",
        "scrollbar-hover": "#b9b4a8",
        "scrollbar-active": "#1f6a7a",
        "scrollbar-background": "#fbfaf7",
        "scrollbar-background-hover": "#fbfaf7",
        "scrollbar-background-active": "#fbfaf7",
        "input-selection-background": "#b9dbe0",
    },
)

THEMES = (DARK, LIGHT)
