from collections import defaultdict


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


def names_in(values):
    for value in values:
        if isinstance(value, list):
            yield from names_in(value)
        elif isinstance(value, str) and value.startswith("$"):
            yield value.removeprefix("$")


def replaced(values, results):
    made = []
    for value in values:
        if isinstance(value, list):
            made.append(replaced(value, results))
        elif isinstance(value, str) and value.startswith("$"):
            made.append(results[value.removeprefix("$")])
        else:
            made.append(value)
    return made


def needs(step):
    return dict.fromkeys([*names_in(step["args"]), *step.get("after", [])])


def plan_batches(steps):
    position = {step["id"]: at for at, step in enumerate(steps)}
    missing = {step["id"]: len(needs(step)) for step in steps}
    users = defaultdict(list)
    for step in steps:
        for need in needs(step):
            users[need].append(step["id"])
    batches, batch = [], [name for name, count in missing.items() if count == 0]
    while batch:
        batches.append(batch)
        ready = []
        for name in batch:
            for user in users[name]:
                missing[user] -= 1
                if missing[user] == 0:
                    ready.append(user)
        batch = sorted(ready, key=position.get)
    return {"batches": batches, "blocked": [name for name, count in missing.items() if count > 0]}


def execute_plan(steps):
    plan, by_id = plan_batches(steps), {step["id"]: step for step in steps}
    results, errors = {}, {}
    status = dict.fromkeys(by_id, "skipped")
    for name in (name for batch in plan["batches"] for name in batch):
        if all(status[need] == "done" for need in needs(by_id[name])):
            tool = TOOLS.get(by_id[name]["tool"])
            try:
                if tool is None:
                    errors[name] = f"unknown tool {by_id[name]['tool']}"
                else:
                    results[name] = tool(*replaced(by_id[name]["args"], results))
            except ValueError as error:
                errors[name] = str(error)
            status[name] = "failed" if name in errors else "done"
    for name, step in by_id.items():
        if status[name] == "skipped":
            errors[name] = "needs " + ", ".join(need for need in needs(step) if need not in results)
    return {"results": results, "status": status, "errors": errors}
