from collections import deque


def queue(requests):
    return deque(sorted(range(len(requests)), key=lambda i: requests[i][0]))


def admitted(waiting, requests, step, places, room):
    while waiting and places:
        _, prompt, _ = requests[waiting[0]]
        if prompt > room:  # fault
            return
        places -= 1
        room -= prompt
        yield waiting.popleft()


def continuous_batching(requests, max_running, token_budget):
    finished = [None] * len(requests)
    waiting, missing, step = queue(requests), {}, 0
    while waiting or missing:
        places, room = max_running - len(missing), token_budget - len(missing)
        for i in admitted(waiting, requests, step, places, room):
            missing[i] = requests[i][2]
        for i in list(missing):
            missing[i] -= 1
            if missing[i] == 0:
                del missing[i]
                finished[i] = step
        step += 1
    return finished


def static_batching(requests, max_running, token_budget):
    finished = [None] * len(requests)
    waiting, step = queue(requests), 0
    while waiting:
        step = max(step, requests[waiting[0]][0])
        group = list(admitted(waiting, requests, step, max_running, token_budget))
        step += max(requests[i][2] for i in group)
        for i in group:
            finished[i] = step - 1
    return finished
