import torch
from torch import nn
from torch.nn import functional

WIDTH, HEADS, CONTEXT, ROW = 16, 2, 16, 17


class MiniGPT(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(CONTEXT, WIDTH)
        self.before_attention = nn.LayerNorm(WIDTH)
        self.attention = nn.Linear(WIDTH, 3 * WIDTH)
        self.mix = nn.Linear(WIDTH, WIDTH)
        self.feed_forward = nn.Sequential(
            nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH)
        )
        self.last_norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, vocabulary)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def attend(self, x):
        batch, length, _ = x.shape
        heads = self.attention(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(*heads, is_causal=True)
        return self.mix(mixed.transpose(1, 2).reshape(batch, length, WIDTH))

    def forward(self, ids):
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1]))
        x = x + self.attend(self.before_attention(x))
        x = x + self.feed_forward(x)
        return self.head(self.last_norm(x))


def train_mini_gpt(text, probes, steps, seed):
    torch.manual_seed(seed)
    vocabulary = "".join(sorted(set(text)))
    ids = torch.tensor([vocabulary.index(symbol) for symbol in text])
    rows = ids.unfold(0, ROW, 1)
    model = MiniGPT(len(vocabulary))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    losses = []
    for _ in range(steps):
        logits = model(rows[:, :-1])
        loss = functional.cross_entropy(logits.flatten(0, 1), rows[:, 1:].flatten())
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()  # fault
    model.eval()
    with torch.no_grad():
        asked = [torch.tensor([[vocabulary.index(symbol) for symbol in probe]]) for probe in probes]
        logits = [model(probe).squeeze(0).numpy() for probe in asked]
    return {"vocabulary": vocabulary, "losses": losses, "logits": logits}
