def build_context(messages, summary, budget):
    # messages: list of dict, summary: dict or None, budget: int -> {"context": list, "dropped": list, "tokens": int}
    raise NotImplementedError
