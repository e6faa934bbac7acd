def continuous_batching(requests, max_running, token_budget):
    # requests: list of (arrival, prompt, output) -> list of int
    raise NotImplementedError


def static_batching(requests, max_running, token_budget):
    # requests: list of (arrival, prompt, output) -> list of int
    raise NotImplementedError
