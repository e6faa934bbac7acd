from collections import Counter
from itertools import chain


def users(tables):
    return Counter(chain.from_iterable(tables.values()))


def written(table, length, block_size, used, free):
    """The table after one more token, and the copy that it took; None where no block is left."""
    if length % block_size and used[table[-1]] == 1:
        return table, []
    if not free:
        return None
    if length % block_size:
        return [*table[:-1], free[0]], [(table[-1], free[0])]
    return [*table, free[0]], []


def run_blocks(operations, blocks, block_size):
    tables, lengths, copies, done = {}, {}, [], []
    for kind, name, *rest in operations:
        used = users(tables)
        free = [block for block in range(blocks) if not used[block]]
        new = {"allocate": name, "fork": rest[0] if rest else None}.get(kind)
        possible = new not in tables and (kind == "allocate" or name in tables)
        if kind == "allocate":
            needed = (rest[0] + block_size - 1) // block_size
            possible = possible and needed <= len(free)
            change = (free[:needed], []), rest[0]
        elif possible and kind == "append":
            after = written(tables[name], lengths[name], block_size, used, free)
            possible, new, change = after is not None, name, (after, lengths[name] + 1)
        elif possible and kind == "fork":
            change = (list(tables[name]), []), lengths[name]
        if possible and kind == "free":
            del tables[name], lengths[name]
        elif possible:
            (tables[new], copied), lengths[new] = change
            copies += copied
        done.append(possible)
    used = users(tables)
    references = [used[block] for block in range(blocks)]
    return {"done": done, "tables": tables, "lengths": lengths, "references": references, "copies": copies}
