def by_arrival(requests):
    return sorted(range(len(requests)), key=lambda i: (requests[i][0], i))


def continuous_batching(requests, max_running, token_budget):
    spans = {}

    def fits(step, prompt):
        running = [i for i, (start, end) in spans.items() if start <= step <= end]
        tokens = sum(requests[i][1] if spans[i][0] == step else 1 for i in running)
        return len(running) < max_running and tokens + prompt <= token_budget

    step = 0
    for i in by_arrival(requests):
        arrival, prompt, output = requests[i]
        step = max(step, arrival)
        while not fits(step, prompt):
            step += 1
        spans[i] = step, step + output - 1
    return [spans[i][1] for i in range(len(requests))]


def static_batching(requests, max_running, token_budget):
    groups = []
    for i in by_arrival(requests):
        arrival, prompt, output = requests[i]
        group = groups[-1] if groups else None
        if (
            group
            and arrival <= group["start"]
            and len(group["members"]) < max_running
            and prompt <= group["room"]
        ):
            group["members"].append(i)
            group["room"] -= prompt
            group["end"] = max(group["end"], group["start"] + output - 1)
        else:
            start = max(arrival, group["end"] + 1) if group else arrival
            end = start + output - 1
            groups.append({"start": start, "end": end, "members": [i], "room": token_budget - prompt})
    ends = {i: group["end"] for group in groups for i in group["members"]}
    return [ends[i] for i in range(len(requests))]
