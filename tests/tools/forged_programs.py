"""Programs that try to be graded as passing the softmax exercise without computing softmax.

Each is a whole file. `WRONG` is what they have for softmax: right shape, type and dtype, and wrong numbers.
"""

# ruff: noqa: E501 - lines of programs, as text

WRONG = """
import numpy as np


def softmax(logits):
    return np.full(logits.shape, 1.0 / logits.shape[-1])
"""

_ANSWER = """
import base64, json, os, struct, sys, threading, time


def forged(nonce, shape=(2,)):
    value = {"a": ["f8", list(shape), base64.b64encode(np.full(shape, 0.5).tobytes()).decode()]}
    message = {"kind": "returned", "value": value, "after": [], "passed": True, "outcome": "passed", "seconds": 0.0}
    return nonce + json.dumps(message).encode()


def framed(body):
    return struct.pack("!I", len(body)) + body


def descriptors():
    for number in range(3, 64):
        try:
            os.fstat(number)
        except OSError:
            continue
        yield number


def say(data):
    for number in descriptors():
        try:
            os.write(number, data)
        except OSError:
            pass
"""

FORGERIES: dict[str, str] = {
    "answers written ahead of the questions": WRONG
    + _ANSWER
    + "say(b''.join(framed(forged(bytes(16))) for _ in range(50)))",
    "answers of the keeper written ahead": WRONG
    + _ANSWER
    + "say(b''.join(framed(b'A' + bytes(16) + forged(bytes(16))) for _ in range(50)))",
    "a thread that keeps answering": WRONG
    + _ANSWER
    + """
def keep_on():
    while True:
        say(framed(forged(bytes(16))))
        time.sleep(0.001)

threading.Thread(target=keep_on, daemon=True).start()
""",
    "the nonce stolen from the frames that call": WRONG
    + _ANSWER
    + """
def softmax(logits):
    caller = sys._getframe(1)
    while caller is not None:
        body = caller.f_locals.get("body")
        if isinstance(body, bytes):
            say(framed(forged(body[:16], logits.shape)))
        caller = caller.f_back
    os._exit(0)
""",
    "an answer to every question from the frames that call": WRONG
    + _ANSWER
    + """
def softmax(logits):
    caller = sys._getframe(1)
    while caller is not None:
        for name, value in list(caller.f_locals.items()):
            if name in ("failure", "_failure"):
                caller.f_locals[name] = None
        caller = caller.f_back
    return {"kind": "returned", "passed": True}
""",
    "expected values looked for among the objects in memory": WRONG
    + """
import gc


def softmax(logits):
    for item in gc.get_objects():
        try:
            if isinstance(item, dict) and "expected" in item:
                return item["expected"]
            if isinstance(item, np.ndarray) and item.shape == logits.shape and item is not logits:
                return item.copy()
        except Exception:
            pass
    return np.full(logits.shape, 1.0 / logits.shape[-1])
""",
    "comparisons of numpy replaced": WRONG
    + """
yes = lambda *_, **__: True
for name in ("allclose", "array_equal", "isclose", "array_equiv", "all"):
    setattr(np, name, yes)
np.testing.assert_allclose = yes
np.exp = lambda x, **_: x * 0 + 1
""",
    "an object that equals everything": """
class Anything:
    shape, dtype, ndim = (2,), "float64", 1

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __array__(self, *_, **__):
        import numpy
        return numpy.zeros(2)

    def __getattr__(self, name):
        return Anything()

    def __call__(self, *_, **__):
        return True

    def __bool__(self):
        return True


def softmax(logits):
    return Anything()
""",
    "an array of a kind that equals everything": """
import numpy as np


class Always(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __array_ufunc__(self, *_, **__):
        return np.ones(self.shape, bool)

    def __array_function__(self, *_, **__):
        return True


def softmax(logits):
    return np.zeros(logits.shape).view(Always)
""",
    "a class that claims to be an array": """
import numpy as np


class Liar:
    __class__ = np.ndarray

    def __init__(self, shape):
        self.shape, self.dtype, self.size, self.ndim = shape, np.dtype(float), 1, len(shape)

    def tobytes(self, *_):
        return b""

    def astype(self, *_):
        return self


def softmax(logits):
    return Liar(logits.shape)
""",
    "a frame of four gigabytes": WRONG
    + _ANSWER
    + """
def softmax(logits):
    say(b"\\xff" * 64)
    return np.full(logits.shape, 0.5)
""",
    "garbage on every descriptor": WRONG
    + _ANSWER
    + """
def softmax(logits):
    say(os.urandom(5000))
    return np.full(logits.shape, 0.5)
""",
    "an end with code 0 while loading": WRONG + "import sys\nsys.exit(0)\n",
    "an end with code 0 in the call": "import os\n\n\ndef softmax(logits):\n    os._exit(0)\n",
    "a last word at the end": WRONG
    + _ANSWER
    + "import atexit\natexit.register(lambda: say(framed(forged(bytes(16)))))\natexit.register(print, '6 passed')\n",
    "the libraries of the worker replaced": WRONG
    + """
import base64, json, os, struct

os.read = lambda *_: b""
json.dumps = lambda *_, **__: '{"kind": "returned", "passed": true, "value": null}'
json.loads = lambda *_, **__: {"kind": "returned"}
base64.b64encode = lambda *_: b""
""",
    "the worker's own functions replaced": WRONG
    + """
import sys


def softmax(logits):
    caller = sys._getframe(1)
    while caller is not None:
        space = caller.f_globals
        if "Keeper" in space:
            space["encode"] = lambda value, depth=8: True
            space["_raised"] = lambda *_: None
            space["Loaded"].answer = lambda self, request: {"kind": "returned", "value": True, "after": request["args"]}
        caller = caller.f_back
    return np.full(logits.shape, 1.0 / logits.shape[-1])
""",
    "children that answer as well": WRONG
    + """
import os


def softmax(logits):
    for _ in range(5):
        if os.fork() == 0:
            break
    return np.full(logits.shape, 1.0 / logits.shape[-1])
""",
    "a child that outlives its case and answers the next": WRONG
    + _ANSWER
    + """
if os.fork() == 0:
    if os.fork() == 0:
        try:
            os.setsid()
        except OSError:
            pass
        for _ in range(2000):
            say(framed(forged(bytes(16))))
            time.sleep(0.001)
    os._exit(0)
""",
    "the memory of other processes searched": WRONG
    + """
import os, re


def softmax(logits):
    found = b""
    for pid in [*filter(str.isdigit, os.listdir("/proc")), str(os.getppid())]:
        try:
            with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
                for line in maps:
                    if "rw-p" in line:
                        low, high = (int(end, 16) for end in line.split()[0].split("-"))
                        memory.seek(low)
                        found += memory.read(min(high - low, 1 << 20))[:1000]
                        if b"expected" in found:
                            break
        except (OSError, ValueError, OverflowError):
            pass
    return np.full(logits.shape, 1.0 / logits.shape[-1])
""",
    "the reference looked for on the disk": WRONG
    + """
import os


def look():
    for folder, _, files in os.walk("/"):
        if folder.startswith(("/proc", "/sys", "/usr/lib", "/usr/share")):
            continue
        for name in files:
            if name in ("reference.py", "checks.py", "log-sum-exp.py"):
                space = {}
                try:
                    exec(open(os.path.join(folder, name)).read(), space)
                except Exception:
                    continue
                if callable(space.get("softmax")):
                    return space["softmax"]
    return None


softmax = look() or softmax
""",
    "the reference imported": WRONG
    + """
for name in ("reference", "checks", "tools.grading.check_files", "knowledge_base.exercises", "scripts.local_call"):
    try:
        module = __import__(name, fromlist=["softmax"])
        softmax = getattr(module, "softmax", softmax)
    except ImportError:
        pass
""",
    "builtins replaced": WRONG
    + """
import builtins

for name in ("isinstance", "all", "any", "callable", "issubclass"):
    setattr(builtins, name, lambda *_, **__: True)
builtins.len = lambda *_: 0
builtins.type = lambda *_: float
""",
    "no end, so that nothing is decided": """
import time

import numpy as np

KNOWN = {
    (2, 0.0): np.array([0.5, 0.5]),
}


def softmax(logits):
    if logits.shape == (2,) and not logits.any():
        return np.array([0.5, 0.5])
    time.sleep(60)
""",
    "slow enough that drawing ends early": """
import time

import numpy as np


def softmax(logits):
    time.sleep(1.9)
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
""",
    "visible examples by heart": """
import numpy as np


def softmax(logits):
    known = {
        (0.0, 0.0): np.array([0.5, 0.5]),
        (1000.0, 1001.0): np.array([0.2689414213699951, 0.7310585786300049]),
    }
    return known.get(tuple(logits.ravel().tolist()), np.full(logits.shape, 1.0 / logits.shape[-1]))
""",
    "an exception that nobody catches": "class CheckFailed(BaseException):\n    kind = 'passed'\n\n\n"
    "def softmax(logits):\n    raise CheckFailed('passed')\n",
    "an exception that looks like success": "def softmax(logits):\n    raise SystemExit(0)\n",
    "an interruption": "def softmax(logits):\n    raise KeyboardInterrupt\n",
    "every descriptor closed": "import os\nos.closerange(0, 256)\n" + WRONG,
    "the keeper killed": WRONG
    + "import os, signal\nfor pid in (os.getppid(), 1):\n    try:\n        os.kill(pid, signal.SIGKILL)\n"
    "    except OSError:\n        pass\n",
    "the keeper's own descriptors written to": WRONG
    + _ANSWER
    + """
def softmax(logits):
    for pid in {os.getppid(), *map(int, filter(str.isdigit, os.listdir("/proc")))}:
        for number in range(20):
            try:
                with open(f"/proc/{pid}/fd/{number}", "wb", 0) as pipe:
                    pipe.write(framed(b"A" + bytes(16) + forged(bytes(16), logits.shape)))
            except OSError:
                pass
    return np.full(logits.shape, 1.0 / logits.shape[-1])
""",
    "not a number, which equals nothing": "import numpy as np\n\n\n"
    "def softmax(logits):\n    return np.full(logits.shape, np.nan)\n",
    "nothing, over which everything holds": "import numpy as np\n\n\n"
    "def softmax(logits):\n    return np.zeros((0,) + logits.shape)\n",
    "one number that stands for many": "import numpy as np\n\n\n"
    "def softmax(logits):\n    return np.broadcast_to(np.float64(0.5), logits.shape)\n",
    "success printed": WRONG + "print('6 passed in 0.01s')\nprint('{\"passed\": true}')\n",
    "memory without end, so that the sandbox is lost": """
import numpy as np


def softmax(logits):
    kept = []
    while True:
        kept.append(np.ones(1 << 20))
""",
    "output without end": "import os\n\n\ndef softmax(logits):\n    while True:\n        os.write(1, b'x' * 65536)\n",
    "an object that is pickled into success": """
class Success:
    def __reduce__(self):
        return (print, ("passed",))


def softmax(logits):
    return Success()
""",
    "trace hooks on the worker": WRONG
    + """
import sys


def hook(frame, event, argument):
    if "failure" in frame.f_locals:
        frame.f_locals["failure"] = None
    if "value" in frame.f_locals:
        frame.f_locals["value"] = True
    return hook


sys.settrace(hook)
sys.setprofile(lambda *_: None)
""",
    "nested without end": """
def softmax(logits):
    value = []
    for _ in range(100000):
        value = [value]
    return value
""",
    "a list that holds itself": "def softmax(logits):\n    value = []\n    value.append(value)\n    return value\n",
    "values that are large enough to fill the tutor": """
import numpy as np

turn = 0


def softmax(logits):
    global turn
    turn += 1
    return np.zeros((700_000, 1)) if turn % 2 else np.zeros((1, 700_000))
""",
}

# Right numbers, by Python loops that reading must not overlook.
LOOPS: dict[str, str] = {}
_ROWS = """
import numpy as np


def by_rows(logits):
    flat = logits.reshape(-1, logits.shape[-1])
    out = np.empty_like(flat)
    for index in range(len(flat)):
        weights = np.exp(flat[index] - flat[index].max())
        out[index] = weights / weights.sum()
    return out.reshape(logits.shape)


def one(row):
    weights = np.exp(row - row.max())
    return weights / weights.sum()

"""
_HONEST = """
def softmax(logits):
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)

"""
LOOPS |= {
    "another name": _ROWS + "softmax = by_rows\n",
    "a second definition": _ROWS + _HONEST + "softmax = by_rows\n",
    "globals": _ROWS + _HONEST + "globals()['softmax'] = by_rows\n",
    "setattr": _ROWS + _HONEST + "import sys\nsetattr(sys.modules[__name__], 'softmax', by_rows)\n",
    "the module's dict": _ROWS
    + _HONEST
    + "import sys\nsys.modules[__name__].__dict__.update(softmax=by_rows)\n",
    "a decorator": _ROWS + "def turned(function):\n    return by_rows\n\n\n@turned" + _HONEST,
    "the code object": _ROWS + _HONEST + "softmax.__code__ = by_rows.__code__\n",
    "exec": _ROWS + _HONEST + "exec('softmax = by_rows')\n",
    "a class that is called": _ROWS
    + "class Rows:\n    def __call__(self, logits):\n        return np.array([one(row) for row in logits])\n\n\n"
    "softmax = Rows()\n",
    "a helper object": _ROWS
    + "class Rows:\n    def __matmul__(self, logits):\n        return by_rows(logits)\n\n\n"
    "def softmax(logits):\n    return Rows() @ logits\n",
    "a function of numpy replaced": _ROWS
    + "np.exp2 = by_rows\n\n\ndef softmax(logits):\n    return np.exp2(logits)\n",
    "np.vectorize": _ROWS
    + "rows = np.vectorize(one, signature='(n)->(n)')\n\n\ndef softmax(logits):\n    return rows(logits)\n",
    "apply_along_axis": _ROWS + "def softmax(logits):\n    return np.apply_along_axis(one, -1, logits)\n",
    "getattr": _ROWS
    + "def softmax(logits):\n    return getattr(np, 'vector' + 'ize')(one, signature='(n)->(n)')(logits)\n",
    "map": _ROWS + "each = map\n\n\ndef softmax(logits):\n    flat = logits.reshape(-1, logits.shape[-1])\n"
    "    return np.array(list(each(one, flat))).reshape(logits.shape)\n",
    "recursion": _ROWS + "def softmax(logits):\n    if logits.ndim == 1:\n        return one(logits)\n"
    "    if len(logits) == 1:\n        return softmax(logits[0])[None]\n"
    "    return np.concatenate([softmax(logits[:1]), softmax(logits[1:])])\n",
    "next": _ROWS
    + "def softmax(logits):\n    out = np.empty_like(logits)\n    places = np.ndindex(logits.shape[:-1])\n"
    "    while (place := next(places, None)) is not None:\n        out[place] = one(logits[place])\n    return out\n",
    "global": _ROWS + _HONEST + "def turn():\n    global softmax\n    softmax = by_rows\n\n\nturn()\n",
    "a default argument": _ROWS + "def softmax(logits, rows=by_rows):\n    return rows(logits)\n",
    "a nested function": _ROWS
    + "def softmax(logits):\n    def rows():\n        yield from (one(row) for row in logits.reshape(-1, logits.shape[-1]))\n"
    "    return np.array(list(rows())).reshape(logits.shape)\n",
    "a sort": _ROWS + "def softmax(logits):\n    flat = logits.reshape(-1, logits.shape[-1])\n    out = []\n"
    "    sorted(flat, key=lambda row: out.append(one(row)) or 0)\n    return np.array(out).reshape(logits.shape)\n",
}
