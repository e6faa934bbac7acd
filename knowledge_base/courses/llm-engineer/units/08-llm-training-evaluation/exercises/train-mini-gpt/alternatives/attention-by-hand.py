import math

import torch
from torch import nn
from torch.nn import functional


class MiniGPT(nn.Module):
    def __init__(self, size, width=24):
        super().__init__()
        self.symbol, self.place = nn.Embedding(size, width), nn.Embedding(16, width)
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.expand, self.shrink = nn.Linear(width, 3 * width), nn.Linear(3 * width, width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3))
        self.out = nn.Linear(width, size)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, ids):
        length = ids.shape[1]
        x = self.symbol(ids) + self.place(torch.arange(length))
        y = self.norms[0](x)
        scores = self.query(y) @ self.key(y).transpose(1, 2) / math.sqrt(y.shape[-1])
        later = torch.ones(length, length, dtype=torch.bool).triu(1)
        x = x + torch.softmax(scores.masked_fill(later, -math.inf), dim=-1) @ self.value(y)
        x = x + self.shrink(functional.relu(self.expand(self.norms[1](x))))
        return self.out(self.norms[2](x))


def train_mini_gpt(text, probes, steps, seed):
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    vocabulary = "".join(sorted(set(text)))
    encode = {symbol: index for index, symbol in enumerate(vocabulary)}.__getitem__
    ids = torch.tensor(list(map(encode, text)))
    model = MiniGPT(len(vocabulary))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.015)
    losses = []
    for _ in range(steps):
        starts = torch.randint(len(ids) - 16, (16,), generator=generator)
        batch = torch.stack([ids[at : at + 17] for at in starts.tolist()])
        loss = functional.cross_entropy(model(batch[:, :-1]).flatten(0, 1), batch[:, 1:].flatten())
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.inference_mode():
        logits = [model(torch.tensor([list(map(encode, probe))]))[0].numpy() for probe in probes]
    return {"vocabulary": vocabulary, "losses": losses, "logits": logits}
