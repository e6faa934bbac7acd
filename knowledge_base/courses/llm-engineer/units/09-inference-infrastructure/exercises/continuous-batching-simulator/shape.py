from collections import deque


def queue(requests):
    return deque(sorted(range(len(requests)), key=____))


def admitted(waiting, requests, step, places, room):
    while waiting and places:
        arrival, prompt, _ = requests[waiting[0]]
        if ____:
            return
        places -= 1
        room -= ____
        yield waiting.popleft()


def continuous_batching(requests, max_running, token_budget):
    finished = [None] * len(requests)
    waiting, missing, step = queue(requests), {}, 0
    while ____:
        places, room = ____, ____
        for i in admitted(waiting, requests, step, places, room):
            missing[i] = ____
        for i in list(missing):
            missing[i] -= 1
            if ____:
                del missing[i]
                finished[i] = ____
        step += 1
    return finished


def static_batching(requests, max_running, token_budget):
    finished = [None] * len(requests)
    waiting, step = queue(requests), 0
    while waiting:
        step = max(step, ____)
        group = list(admitted(waiting, requests, step, ____, ____))
        step += ____
        for i in group:
            finished[i] = ____
    return finished
