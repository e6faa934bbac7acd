class BlockManager:
    def __init__(self, blocks, block_size):
        self.block_size = block_size
        self.references = [0] * blocks
        self.tables, self.lengths, self.copies = {}, {}, []

    def take(self):
        block = self.references.index(0)
        self.references[block] = 1
        return block

    def allocate(self, name, tokens):
        needed = ____
        if name in self.tables or ____:
            return False
        self.tables[name] = [self.take() for _ in range(needed)]
        self.lengths[name] = tokens
        return True

    def append(self, name):
        if name not in self.tables:
            return False
        table = self.tables[name]
        full = ____
        shared = ____
        if ____:
            return False
        if full:
            ____
        elif shared:
            old, table[-1] = table[-1], self.take()
            ____
            self.copies.append((old, table[-1]))
        self.lengths[name] += 1
        return True

    def fork(self, parent, child):
        if parent not in self.tables or child in self.tables:
            return False
        self.tables[child] = ____
        self.lengths[child] = self.lengths[parent]
        for block in self.tables[child]:
            ____
        return True

    def free(self, name):
        if name not in self.tables:
            return False
        for block in self.tables.pop(name):
            self.references[block] -= 1
        del self.lengths[name]
        return True


def run_blocks(operations, blocks, block_size):
    manager = BlockManager(blocks, block_size)
    done = [getattr(manager, kind)(*arguments) for kind, *arguments in operations]
    return {
        "done": done,
        "tables": manager.tables,
        "lengths": manager.lengths,
        "references": manager.references,
        "copies": manager.copies,
    }
