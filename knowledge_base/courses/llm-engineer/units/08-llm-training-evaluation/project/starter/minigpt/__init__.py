"""A mini GPT: its corpus, its tokenizer, its training, what it is worth and what it must not be used for."""
