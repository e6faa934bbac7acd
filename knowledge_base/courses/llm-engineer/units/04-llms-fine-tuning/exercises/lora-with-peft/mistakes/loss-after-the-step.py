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
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


def tune(weights, adapted, inputs, targets, rank, alpha, steps, learning_rate, seed):
    torch.manual_seed(seed)
    names = [f"layers.{index}" for index in adapted]
    model = get_peft_model(Network(weights), LoraConfig(r=rank, lora_alpha=alpha, target_modules=names))
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.SGD(trained, lr=learning_rate)
    x, y = torch.tensor(inputs), torch.tensor(targets)
    losses = []
    for _ in range(steps):
        loss = torch.nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(torch.nn.functional.mse_loss(model(x), y).item())  # fault
    merged = model.merge_and_unload()
    return {
        "trainable": sum(parameter.numel() for parameter in trained),
        "losses": losses,
        "weights": [layer.weight.detach().numpy() for layer in merged.layers],
    }
