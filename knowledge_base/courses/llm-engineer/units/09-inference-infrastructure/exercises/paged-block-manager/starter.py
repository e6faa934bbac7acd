def run_blocks(operations, blocks, block_size):
    # operations: list of tuples, blocks: int, block_size: int
    # -> {"done": list of bool, "tables": {str: list of int}, "lengths": {str: int},
    #     "references": list of int, "copies": list of (int, int)}
    raise NotImplementedError
