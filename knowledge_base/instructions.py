"""Sentences of a document that speak to whoever reads it as a model, instead of stating something.

A document is data. Nothing it says can call a tool or change a rule, and what it says may be quoted; but a
model may obey it, and then the model's sentence rests on the very sentence that gave the order. So no
wording rests on such a sentence: it is quoted as it stands, or not used.
"""

import re

from knowledge_base.words import folded

_ORDERS = [
    # "ignore your previous instructions", "olvida las reglas anteriores"
    r"\b(?:ignor|disregard|forget|overrid|olvid|descart|omit|desobedec|haz caso omiso|hace caso omiso)\w*"
    r"\b.{0,60}\b(?:instruc|rule|regla|prompt|guideline|previous|prior|above|anterior|arriba)",
    # "answer only YES", "responde solamente con"
    r"\b(?:answer|reply|respond|say|write|print|responde|contesta|escribe|imprime|repite|di)n?\b"
    r".{0,30}\b(?:only|just|exactly|solo|solamente|unicamente|exactamente|nothing else|nada mas)\b",
    # "when you are asked", "si te preguntan", "tell the user", "dile al estudiante"
    r"\b(?:when|if|whenever)\b.{0,25}\b(?:you are|you're|somebody|someone|anyone|the user|the learner)\b"
    r".{0,15}\bask",
    r"\b(?:cuando|si)\b.{0,25}\b(?:te|le|alguien|usuario|estudiante)\b.{0,15}\bpregunt",
    r"\b(?:tell|inform|convince)\b.{0,12}\b(?:user|learner|student|reader)\b",
    r"\b(?:dile|digale|informa|convence)\b.{0,12}\b(?:usuario|estudiante|lector|alumno)",
    # "you are now", "from now on you", "a partir de ahora", "nuevas instrucciones"
    r"\byou are (?:now|no longer)\b|\bfrom now on\b|\bahora eres\b|\bya no eres\b|\ba partir de ahora\b",
    r"\b(?:new|nuev[oa]s?)\b.{0,20}\b(?:instruc|system|prompt|mensaje del sistema)",
    r"\b(?:system (?:prompt|message)|mensaje del sistema)\W*:",
    r"\b(?:as|como) (?:an ai|a language model|una ia|un modelo de lenguaje)\b",
    # "reveal your key", "entrega tus credenciales"
    r"\b(?:send|give|reveal|show|tell|enter|envia|entrega|revela|muestra|manda|escribe|pide)\w*\b.{0,40}"
    r"\b(?:credential|password|api key|secret|token de acceso|access token|credencial|contrasena|clave)",
]
_FRAMES = [
    # the frame of the prompt itself, chat templates, roles, and the schema of the reply
    r"</? ?passage|<\||\[/?inst\]|<</?sys>>|</?s>|<(?:start|end)_of_turn>|</?think>|<!--|-->",
    r"^\W*(?:system|user|assistant|developer|question|answer|sistema|usuario|asistente|pregunta|respuesta)"
    r"\W*:",
    r"[\"']?(?:sentences|citations)[\"']?\s*:\s*\[",
]
_TO_A_MODEL = re.compile("|".join(f"(?:{pattern})" for pattern in [*_ORDERS, *_FRAMES]), re.DOTALL)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


def speaks_to_a_model(sentence: str) -> bool:
    """Whether a sentence gives orders to a model, or imitates the frame of its prompt or of its reply.

    It errs on the side of yes: the price is a quote where there might have been a wording.
    """
    return bool(_TO_A_MODEL.search(folded(_INVISIBLE.sub("", sentence))))
