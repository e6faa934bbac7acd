"""Demo of the ticket router."""

import gradio as gr

WORDS = {"billing": ("invoice", "factura", "charged"), "access": ("password", "clave", "login")}


def classify(text: str) -> dict[str, float]:
    """The share of known words that each queue has."""
    counts = {queue: sum(text.lower().count(word) for word in words) for queue, words in WORDS.items()}
    total = sum(counts.values()) or 1
    return {queue: count / total for queue, count in counts.items()}


gr.Interface(
    fn=classify,
    inputs=gr.Textbox(label="Message", max_length=2000),
    outputs=gr.Label(num_top_classes=2),
    examples=["The invoice is charged twice.", "Olvidé mi clave", "ok"],
    description="Spanish and English. Inputs are not stored.",
    flagging_mode="never",
).launch()
