from heapq import heappop, heappush


def take(state):
    block = heappop(state["free"])
    state["references"][block] = 1
    return block


def release(state, block):
    state["references"][block] -= 1
    if state["references"][block] == 0:
        heappush(state["free"], block)


def allocate(state, block_size, name, tokens):
    needed = len(range(0, tokens, block_size))
    if name in state["tables"] or needed > len(state["free"]):
        return False
    state["tables"][name] = [take(state) for _ in range(needed)]
    state["lengths"][name] = tokens
    return True


def append(state, block_size, name):
    table = state["tables"].get(name, [])
    if not table:
        return False
    last, full = table[-1], state["lengths"][name] % block_size == 0
    if full or state["references"][last] > 1:
        if not state["free"]:
            return False
        table.append(take(state))
        if not full:
            del table[-2]
            state["copies"].append((last, table[-1]))
            release(state, last)
    state["lengths"][name] += 1
    return True


def fork(state, _block_size, parent, child):
    if parent not in state["tables"] or child in state["tables"]:
        return False
    state["tables"][child] = state["tables"][parent][:]
    state["lengths"][child] = state["lengths"][parent]
    for block in state["tables"][child]:
        state["references"][block] += 1
    return True


def free(state, _block_size, name):
    if state["lengths"].pop(name, None) is None:
        return False
    for block in state["tables"].pop(name):
        release(state, block)
    return True


def run_blocks(operations, blocks, block_size):
    state = {"tables": {}, "lengths": {}, "references": [0] * blocks, "copies": []}
    state["free"] = list(range(blocks))
    run = {"allocate": allocate, "append": append, "fork": fork, "free": free}
    state["done"] = [run[kind](state, block_size, *rest) for kind, *rest in operations]
    del state["free"]
    return state
