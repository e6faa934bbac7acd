from hypothesis import strategies as st
from reference import headings, links, missing

from tools.checks import agrees, example, leaves_arguments_alone

LINES = st.sampled_from(
    [
        "# Demo",
        "## Install",
        "### Cómo USARLO",
        "#tag",
        "```",
        "text",
        "[a](b.md)",
        "![i](img.png#x)",
        "####### x",
        "# ",
    ]
)
texts = st.lists(LINES, min_size=3, max_size=7).map("\n".join)
SECTIONS = {"install": ["instal"], "use": ["usar", "usage"], "license": ["licen"]}
GOOD = """\
# Demo

Says what it is for. [Site](https://demo.org/a)

## INSTALACIÓN
```bash
# Tests
pip install .
```
## Cómo usarlo
See [the guide](docs/guide.md#start), [below](#cómo-usarlo) or [write](mailto:a@b.org).
### Licencia
![chart](img/chart.png)
"""
FILES = ["README.md", "docs/guide.md", "img/chart.png"]

reads_headings = agrees(
    headings,
    es="Encuentra los títulos con su nivel, fuera del código",
    en="Headings are found with their level, outside code",
    given={"text": texts},
    draws=25,
    examples=[
        example(True, text="# Demo\n```\n# no\n```\n## Cómo usarlo\n"),
        example(True, text="#tag\n####### seven\n###### six\n#  two  spaces \n# \n"),
        example(text="```python\n# a\n"),
        example(text=GOOD),
        example(text=" # indented\ntext # not\n"),
    ],
)

reads_links = agrees(
    links,
    es="Encuentra los destinos de enlaces e imágenes, fuera del código",
    en="The targets of links and images are found, outside code",
    given={"text": texts},
    draws=20,
    examples=[
        example(True, text="[a](b.md) and ![c](d.png)\n```\n[no](no.md)\n```\n"),
        example(text="[a] (b) [](c) [d]() [e](f g)\n"),
        example(text=GOOD),
    ],
)

in_order = agrees(
    missing,
    es="A un README en orden no le falta nada",
    en="A README in order lacks nothing",
    examples=[
        example(True, text=GOOD, files=FILES, sections=SECTIONS),
        example(text="# A\n", files=[], sections={}),
    ],
)

lacks_title_or_section = agrees(
    missing,
    es="Dice si falta el título o una sección",
    en="It tells whether title or section is missing",
    examples=[
        example(True, text="## Uso\n", files=[], sections=SECTIONS),
        example(text="# Install\n# Usage\n", files=[], sections=SECTIONS),
        example(text="# A\n```\n## Install\n```\n## USAGE\n", files=[], sections=SECTIONS),
        example(text="# Usage\n#### Reinstalar\n", files=[], sections=SECTIONS),
    ],
)

broken_links = agrees(
    missing,
    es="Dice qué enlaces relativos no llevan a ningún archivo",
    en="It tells which relative links lead to no file",
    examples=[
        example(True, text="# A\n[g](docs/guide.md#start) [h](docs/other.md#x)\n", files=FILES, sections={}),
        example(
            text="# A\n[a](https://x.org/#a) [b](#b) [c](mailto:c@d.org) [d](d)\n", files=FILES, sections={}
        ),
        example(text="# A\n[a](README.md) [b](readme.md)\n", files=FILES, sections={}),
    ],
)

leaves_the_files = leaves_arguments_alone(
    "missing", examples=[example(text=GOOD, files=FILES, sections=SECTIONS)]
)
