"""Alt and a digit, as most terminals send them."""


def keep_alt_digits() -> None:
    """Let Alt+1 to Alt+9 arrive as such.

    Terminals send them as Escape and the digit, which Textual turns into what one terminal on macOS means by
    its Option key (¡, ™, £…): characters nobody could choose a source with. Those can still be typed.
    """
    from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

    for digit in "123456789":
        ANSI_SEQUENCES_KEYS.pop(f"\x1b{digit}", None)  # type: ignore[attr-defined]
