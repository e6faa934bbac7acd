from heapq import heappop, heappush


def continuous_batching(requests, max_running, token_budget):
    finished = [0] * len(requests)
    ends = []  # of the requests in progress
    step, extra = 0, 0  # extra: tokens of prompts that began in this step, beyond one for each
    for arrival, i in sorted((request[0], i) for i, request in enumerate(requests)):
        _, prompt, output = requests[i]
        if arrival > step:
            step, extra = arrival, 0
        while True:
            while ends and ends[0] < step:
                heappop(ends)
            if len(ends) < max_running and len(ends) + extra + prompt <= token_budget:
                break
            step, extra = (step + 1 if extra else ends[0] + 1), 0
        extra += prompt - 1
        finished[i] = step + output - 1
        heappush(ends, finished[i])
    return finished


def static_batching(requests, max_running, token_budget):
    order = [i for _, i in sorted((request[0], i) for i, request in enumerate(requests))]
    finished = [0] * len(requests)
    first, free = 0, 0
    while first < len(order):
        start = max(free, requests[order[first]][0])
        last, tokens = first, 0
        while last < len(order) and last - first < max_running:
            arrival, prompt, _ = requests[order[last]]
            tokens += prompt
            if arrival > start or tokens > token_budget:
                break
            last += 1
        group = order[first:last]
        free = start + max(requests[i][2] for i in group)
        for i in group:
            finished[i] = free - 1
        first = last
    return finished
