import torch
from peft import LoraConfig, get_peft_model


class Network(torch.nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.layers = torch.nn.ModuleList()
        for weight in weights:
            outputs, inputs = weight.shape
            layer = torch.nn.Linear(inputs, outputs, bias=False, dtype=torch.float64)
            layer.weight.data = torch.tensor(weight)
            self.layers.append(layer)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = ____
        return self.layers[-1](x)


def tune(weights, adapted, inputs, targets, rank, alpha, steps, learning_rate, seed):
    torch.manual_seed(seed)
    names = ____
    model = get_peft_model(Network(weights), LoraConfig(r=____, lora_alpha=____, target_modules=names))
    trained = ____
    optimizer = torch.optim.SGD(trained, lr=learning_rate)
    x, y = torch.tensor(inputs), torch.tensor(targets)
    losses = []
    for _ in range(steps):
        loss = torch.nn.functional.mse_loss(model(x), y)
        ____
    merged = ____
    return {
        "trainable": sum(parameter.numel() for parameter in trained),
        "losses": losses,
        "weights": [layer.weight.detach().numpy() for layer in merged.layers],
    }
