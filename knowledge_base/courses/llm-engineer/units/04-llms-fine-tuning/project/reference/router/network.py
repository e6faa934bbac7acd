"""The encoder."""

import torch
from torch import nn
from transformers import BertConfig, BertModel

from router.tokens import LONGEST, PADDING


class Encoder(nn.Module):
    """A small Transformer encoder with random weights and a linear head.

    Args:
        vocabulary: ids that there are.
        outputs: of the head.
        seed: of the weights.

    Attributes:
        outputs: number of outputs.
        head: the layer that gives them.
    """

    def __init__(self, vocabulary: int, outputs: int, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.config = BertConfig(
            vocab_size=vocabulary,
            hidden_size=64,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=128,
            max_position_embeddings=LONGEST,
            type_vocab_size=1,
            pad_token_id=PADDING,
        )
        self.body = BertModel(self.config, add_pooling_layer=False)
        self.outputs = outputs
        self.head = nn.Linear(64, outputs)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits of shape (texts, outputs), from the mean of the states that are no padding."""
        states = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        real = mask.unsqueeze(-1).to(states.dtype)
        return self.head((states * real).sum(dim=1) / real.sum(dim=1))
