import torch
from torch import nn


class MiniGPT(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.symbol, self.place = nn.Embedding(size, 32), nn.Embedding(16, 32)
        self.block = nn.TransformerEncoderLayer(32, 4, 64, dropout=0.0, batch_first=True, norm_first=True)
        self.out = nn.Linear(32, size)
        self.out.weight.data *= 0.1

    def forward(self, ids):
        length = ids.shape[1]
        mask = nn.Transformer.generate_square_subsequent_mask(length)
        hidden = self.symbol(ids) + self.place.weight[:length]
        return self.out(self.block(hidden, src_mask=mask))


def train_mini_gpt(text, probes, steps, seed):
    torch.manual_seed(seed)
    symbols = sorted(set(text))
    number = {symbol: index for index, symbol in enumerate(symbols)}
    ids = torch.tensor([number[symbol] for symbol in text])
    windows = ids.unfold(0, 17, 1)
    model = MiniGPT(len(symbols))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        logits = model(windows[:, :16])
        loss = nn.functional.cross_entropy(logits.transpose(1, 2), windows[:, 1:])
        loss.backward()
        losses.append(float(loss))
        optimizer.step()
    with torch.no_grad():
        seen = [model(torch.tensor([[number[symbol] for symbol in probe]])) for probe in probes]
    return {"vocabulary": "".join(symbols), "losses": losses, "logits": [each[0].numpy() for each in seen]}
