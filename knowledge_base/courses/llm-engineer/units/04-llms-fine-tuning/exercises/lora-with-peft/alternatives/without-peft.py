import math

import torch


def tune(weights, adapted, inputs, targets, rank, alpha, steps, learning_rate, seed):
    torch.manual_seed(seed)
    frozen = [torch.tensor(weight) for weight in weights]
    pairs = {}
    for index in adapted:
        outputs, size = frozen[index].shape
        down = torch.empty(rank, size, dtype=torch.float64)
        torch.nn.init.kaiming_uniform_(down, a=math.sqrt(5))
        up = torch.zeros(outputs, rank, dtype=torch.float64)
        pairs[index] = (down.requires_grad_(), up.requires_grad_())

    def weight_of(index):
        if index not in pairs:
            return frozen[index]
        down, up = pairs[index]
        return frozen[index] + alpha / rank * up @ down

    def forward(x):
        for index in range(len(frozen) - 1):
            x = torch.tanh(x @ weight_of(index).T)
        return x @ weight_of(len(frozen) - 1).T

    trained = [matrix for pair in pairs.values() for matrix in pair]
    x, y = torch.tensor(inputs), torch.tensor(targets)
    losses = []
    for _ in range(steps):
        loss = torch.mean((forward(x) - y) ** 2)
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, trained)
        with torch.no_grad():
            for matrix, gradient in zip(trained, gradients, strict=True):
                matrix -= learning_rate * gradient
    merged = [weight_of(index).detach().numpy() for index in range(len(frozen))]
    return {"trainable": sum(m.numel() for m in trained), "losses": losses, "weights": merged}
