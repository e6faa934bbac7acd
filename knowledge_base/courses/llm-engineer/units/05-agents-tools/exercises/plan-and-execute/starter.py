def divide(a, b):
    if b == 0:
        raise ValueError("cannot divide by 0")
    return a / b


TOOLS = {
    "value": lambda value: value,
    "add": lambda a, b: a + b,
    "multiply": lambda a, b: a * b,
    "divide": divide,
    "sum": sum,
    "join": ", ".join,
}


def plan_batches(steps):
    # steps: list of dict -> {"batches": list of lists of ids, "blocked": list of ids}
    raise NotImplementedError


def execute_plan(steps):
    # steps: list of dict -> {"results": dict, "status": dict, "errors": dict}
    raise NotImplementedError
