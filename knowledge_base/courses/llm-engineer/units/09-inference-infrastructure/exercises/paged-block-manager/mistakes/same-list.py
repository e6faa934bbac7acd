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
        needed = -(-tokens // self.block_size)
        if name in self.tables or self.references.count(0) < needed:
            return False
        self.tables[name] = [self.take() for _ in range(needed)]
        self.lengths[name] = tokens
        return True

    def append(self, name):
        if name not in self.tables:
            return False
        table = self.tables[name]
        full = self.lengths[name] % self.block_size == 0
        shared = self.references[table[-1]] > 1
        if (full or shared) and 0 not in self.references:
            return False
        if full:
            table.append(self.take())
        elif shared:
            old, table[-1] = table[-1], self.take()
            self.references[old] -= 1
            self.copies.append((old, table[-1]))
        self.lengths[name] += 1
        return True

    def fork(self, parent, child):
        if parent not in self.tables or child in self.tables:
            return False
        self.tables[child] = self.tables[parent]  # fault
        self.lengths[child] = self.lengths[parent]
        for block in self.tables[child]:
            self.references[block] += 1
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
