import numpy as np


def forward(x, layers):
    outputs = [x]
    current = x
    for weights, bias in layers:
        z = current @ weights + bias
        outputs.append(z)  # fault
        current = np.maximum(z, 0.0)
    return outputs
