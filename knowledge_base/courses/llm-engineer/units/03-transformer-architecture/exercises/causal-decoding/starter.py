import numpy as np


def next_logits(tokens, weights):
    # tokens: T integers -> logits: (T, V)
    raise NotImplementedError


def generate(prompt, steps, weights):
    # prompt: list of integers -> list of len(prompt) + steps integers
    raise NotImplementedError
