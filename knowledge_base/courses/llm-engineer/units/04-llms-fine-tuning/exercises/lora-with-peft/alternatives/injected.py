import torch
from peft import LoraConfig, inject_adapter_in_model


def tune(weights, adapted, inputs, targets, rank, alpha, steps, learning_rate, seed):
    torch.manual_seed(seed)
    parts = []
    for weight in weights:
        layer = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False).double()
        layer.weight.data = torch.from_numpy(weight.copy())
        parts += [layer, torch.nn.Tanh()]
    network = torch.nn.Sequential(*parts[:-1])
    config = LoraConfig(r=rank, lora_alpha=alpha, target_modules=[str(2 * index) for index in adapted])
    network = inject_adapter_in_model(config, network)
    trained = [p for name, p in network.named_parameters() if "lora_" in name]
    optimizer = torch.optim.SGD(trained, lr=learning_rate)
    x, y = torch.from_numpy(inputs), torch.from_numpy(targets)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((network(x) - y) ** 2).mean()
        loss.backward()
        losses.append(float(loss))
        optimizer.step()
    for index in adapted:
        network[2 * index].merge()
    kept = [network[at] for at in range(0, len(network), 2)]
    merged = [getattr(layer, "base_layer", layer).weight for layer in kept]
    count = sum(p.numel() for p in trained)
    return {"trainable": count, "losses": losses, "weights": [w.detach().numpy() for w in merged]}
