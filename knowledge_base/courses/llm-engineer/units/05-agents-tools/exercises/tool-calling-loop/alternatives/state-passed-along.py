import json

WANTED = {"lookup": {"key"}, "add": {"a", "b"}, "multiply": {"a", "b"}, "divide": {"a", "b"}}


def look_up(table, key):
    if key not in table:
        raise ValueError(f"no entry {key}")
    return table[key]


def divide(a, b):
    if b == 0:
        raise ValueError("division by zero")
    return a / b


def run_tool(tool, arguments):
    wanted = WANTED[tool["operation"]]
    if set(arguments) != wanted:
        raise ValueError(f"expected arguments {', '.join(sorted(wanted))}")
    match tool["operation"]:
        case "lookup":
            return look_up(tool["table"], **arguments)
        case "divide":
            return divide(**arguments)
        case "add":
            return arguments["a"] + arguments["b"]
        case _:
            return arguments["a"] * arguments["b"]


def answer_to(function, tools):
    if function["name"] not in tools:
        raise ValueError(f"unknown tool {function['name']}, expected one of {', '.join(sorted(tools))}")
    try:
        arguments = json.loads(function["arguments"])
    except ValueError:
        arguments = None
    if type(arguments) is not dict:
        raise ValueError("arguments must be a JSON object")
    return run_tool(tools[function["name"]], arguments)


def key_of(function):
    try:
        return [function["name"], json.loads(function["arguments"])]
    except ValueError:
        return [function["name"], function["arguments"], "not JSON"]


def observation(function, tools):
    try:
        return {"result": answer_to(function, tools)}
    except ValueError as error:
        return {"error": str(error)}


def act(call, earlier, tools):
    key = key_of(call["function"])
    repeated = earlier.count(key) >= 2
    content = {"error": "repeated call"} if repeated else observation(call["function"], tools)
    message = {"role": "tool", "tool_call_id": call["id"], "content": json.dumps(content)}
    return message, [*earlier, key]


def advance(replies, tools, messages, earlier, steps, limit):
    if steps == limit:
        return {"reason": "steps", "answer": None, "steps": steps, "messages": messages}
    reply, *later = replies
    messages, steps = [*messages, reply], steps + 1
    calls = reply.get("tool_calls") or []
    if not calls:
        return {"reason": "answer", "answer": reply["content"], "steps": steps, "messages": messages}
    for call in calls:
        message, earlier = act(call, earlier, tools)
        messages = [*messages, message]
    if any(earlier.count(key) > 2 for key in earlier):
        return {"reason": "repeated", "answer": None, "steps": steps, "messages": messages}
    return advance(later, tools, messages, earlier, steps, limit)


def run_agent(replies, tools, messages, max_steps):
    return advance(replies, tools, messages, [], 0, max_steps)
