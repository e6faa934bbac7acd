import json


def divide(a, b):
    if b == 0:
        raise ValueError("division by zero")
    return a / b


OPERATIONS = {"add": lambda a, b: a + b, "multiply": lambda a, b: a * b, "divide": divide}


def run_tool(tool, arguments):
    if tool["operation"] == "lookup":
        if list(arguments) != ["key"]:
            raise ValueError("expected arguments key")
        if arguments["key"] not in tool["table"]:
            raise ValueError(f"no entry {arguments['key']}")
        return tool["table"][arguments["key"]]
    if arguments.keys() != {"a", "b"}:
        raise ValueError("expected arguments a, b")
    return OPERATIONS[tool["operation"]](**arguments)


class Run:
    def __init__(self, tools, messages):
        self.tools = tools
        self.messages = [*messages]
        self.times = {}
        self.reason = None

    def parse(self, text):
        try:
            return json.loads(text)
        except ValueError:
            return None

    def is_repeated(self, name, arguments, text):
        known = (name, json.dumps(arguments, sort_keys=True) if arguments is not None else text)
        self.times[known] = self.times.get(known, 0) + 1
        return self.times[known] >= 3

    def result(self, name, arguments):
        if name not in self.tools:
            names = ", ".join(sorted(self.tools))
            raise ValueError(f"unknown tool {name}, expected one of {names}")
        if type(arguments) is not dict:
            raise ValueError("arguments must be a JSON object")
        return run_tool(self.tools[name], arguments)

    def observe(self, call):
        name, text = call["function"]["name"], call["function"]["arguments"]
        arguments = self.parse(text)
        if self.is_repeated(name, arguments, text):
            self.reason = "repeated"
            return {"error": "repeated call"}
        try:
            return {"result": self.result(name, arguments)}
        except ValueError as error:
            return {"error": str(error)}

    def step(self, reply):
        self.messages.append(reply)
        for call in reply.get("tool_calls") or []:
            content = json.dumps(self.observe(call))
            self.messages.append({"role": "tool", "tool_call_id": call["id"], "content": content})
        if not reply.get("tool_calls"):
            self.reason = "answer"


def run_agent(replies, tools, messages, max_steps):
    run, model, steps = Run(tools, messages), iter(replies), 0
    while run.reason is None and steps < max_steps:
        reply = next(model)
        run.step(reply)
        steps += 1
    answer = reply["content"] if run.reason == "answer" else None
    return {"reason": run.reason or "steps", "answer": answer, "steps": steps, "messages": run.messages}
