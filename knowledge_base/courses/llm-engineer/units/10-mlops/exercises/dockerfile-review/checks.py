from hypothesis import strategies as st
from reference import instructions, review

from tools.checks import agrees, example

GOOD = """\
# A small service
FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

FROM build
COPY . .
USER app
CMD ["uvicorn", "app:app"]
"""
BAD = """\
FROM python
ENV API_KEY=abc
COPY . .
RUN apt-get update && \\
    # the compiler
    apt-get install -y gcc

RUN pip install -r requirements.txt
USER app
USER root
"""
SPLIT = "from python:3.12\nrun pip install \\\n  --no-cache-dir \\\n\n  numpy\nUSER 1000\n"
LINES = st.sampled_from(
    [
        "USER app",
        "USER 0",
        "COPY . .",
        "RUN pip install --no-cache-dir .",
        "RUN pip install .",
        "# note",
        "",
        "ARG token",
        "ENV MODE=fast",
        "RUN echo a \\\n  b",
    ]
)
IMAGES = st.sampled_from(["python:3.12", "python", "python:latest", "scratch", "reg:5000/app"])
texts = st.tuples(IMAGES, st.lists(LINES, min_size=4, max_size=8)).map(
    lambda drawn: "\n".join([f"FROM {drawn[0]}", *drawn[1], "CMD run"])
)

reads_instructions = agrees(
    instructions,
    es="Cada instrucción con la línea en que empieza y sus continuaciones",
    en="Each instruction with the line on which it begins and its continuations",
    given={"text": texts},
    draws=20,
    examples=[
        example(True, text=SPLIT),
        example(True, text="# only\nFROM python:3.12\n\n  # more\nCMD run\n"),
        example(text=BAD),
        example(text="FROM a:1\n  USER   app  \nEXPOSE"),
    ],
)

praises_what_is_good = agrees(
    review,
    es="En un Dockerfile en orden no hay nada que señalar",
    en="In a Dockerfile in order there is nothing to point out",
    examples=[
        example(True, text=GOOD),
        example(text=SPLIT),
        example(text="FROM scratch\nUSER 1\n"),
        example(text="FROM a:1\nARG MODE\nADD x y\nRUN pip install --no-cache-dir b\nUSER app\n"),
        example(text="FROM a:1\nCOPY . .\nCMD pip install b\nVOLUME pip install c\nUSER app\nWORKDIR root\n"),
        example(text="FROM app@sha256:0123\nUSER app\n"),
        example(text="FROM reg:5000/team/app:2.1\nUSER app\nRUN pip install --no-cache-dir .\nCOPY . .\n"),
    ],
)

points_at_images = agrees(
    review,
    es="Señala las imágenes sin fijar",
    en="It points at images that are not pinned",
    examples=[
        example(True, text="FROM python:latest\nUSER app\n"),
        example(text="FROM python\nUSER app\n"),
        example(text="FROM reg:5000/app\nUSER app\n"),
        example(text="FROM python:3.12 as base\nFROM base\nUSER app\nFROM other\nUSER app\n"),
    ],
)

points_at_layers = agrees(
    review,
    es="Señala la copia antes de instalar y la caché de pip",
    en="It points at the copy before installing and at pip's cache",
    examples=[
        example(True, text="FROM a:1\nCOPY . .\nRUN pip install .\nUSER app\n"),
        example(text="FROM a:1\nRUN pip install .\nCOPY . .\nUSER app\n"),
        example(text="FROM a:1\nCOPY . .\nFROM a:1\nRUN pip install --no-cache-dir .\nUSER app\n"),
        example(text="FROM a:1\nCOPY . .\nRUN pip install --no-cache-dir a\nRUN pip install b\nUSER app\n"),
    ],
)

points_at_secrets = agrees(
    review,
    es="Señala los secretos escritos en la imagen",
    en="It points at secrets written into the image",
    examples=[
        example(True, text="FROM a:1\nENV API_KEY=abc\nARG mode=token\nUSER app\n"),
        example(text="FROM a:1\nARG github_token\nUSER app\n"),
        example(text="FROM a:1\nENV Password abc\nUSER app\nRUN echo secret\n"),
        example(text="FROM a:1\nENV MODE fast key=1\nARG CLIENT_SECRET=\nUSER app\n"),
    ],
)

points_at_root = agrees(
    review,
    es="Señala la etapa final que corre como root",
    en="It points at a final stage that runs as root",
    examples=[
        example(True, text="FROM a:1\nUSER app\nUSER root\n"),
        example(text="FROM a:1\nUSER app\nFROM a:1\nCMD run\n"),
        example(text="FROM a:1\nUSER 0\n"),
        example(text="FROM a:1\nUSER root\nUSER app\n"),
    ],
)

everything_at_once = agrees(
    review,
    es="Ordena todo lo que encuentra",
    en="It sorts everything that it finds",
    examples=[
        example(True, text=BAD),
        example(text="FROM python\nCOPY . .\nENV TOKEN=1\nRUN pip install .\nCMD run\n"),
        example(text="FROM a\nARG KEY\nFROM b\nUSER app\nCOPY . .\nRUN pip install c\nRUN pip install d\n"),
    ],
)
