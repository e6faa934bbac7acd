import torch
from torch import nn
from torch.nn import functional


def train_mini_gpt(text, probes, steps, seed):
    # -> {"vocabulary": str, "losses": list, "logits": list of (length, V)}
    raise NotImplementedError
