"""Well-known small models that follow instructions, and which of them a machine can hold.

Only GGUF files of the model's own makers or of ggml-org (llama.cpp's). Sizes are those of the files; what a
licence allows is in the licence. `tutor model pull` reads the true size and licence from the hub.
"""

from dataclasses import dataclass

_GB = 1_000_000_000
_BESIDE_THE_MODEL = 1.5 * _GB
"""The tutor itself, the conversation's cache, and room for the rest of the machine."""


@dataclass(frozen=True)
class Suggestion:
    """A model worth fetching. `source` is what `pull` takes; `memory_bytes` what the machine should have."""

    name: str
    source: str
    bytes: int
    licence: str
    memory_bytes: int
    languages: str
    fits: bool
    best: bool


_KNOWN = (
    # name, hub repository, file, bytes, licence, languages; from the least able to the most
    (
        "Qwen2.5 0.5B Instruct",
        "Qwen/Qwen2.5-0.5B-Instruct-GGUF:qwen2.5-0.5b-instruct-q4_k_m.gguf",
        491_400_032,
        "apache-2.0",
        "es en",
    ),
    (
        "SmolLM2 1.7B Instruct",
        "HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF:smollm2-1.7b-instruct-q4_k_m.gguf",
        1_055_609_536,
        "apache-2.0",
        "en",
    ),
    (
        "Gemma 3 1B Instruct",
        "ggml-org/gemma-3-1b-it-GGUF:gemma-3-1b-it-Q4_K_M.gguf",
        806_058_240,
        "gemma",
        "es en",
    ),
    (
        "Qwen2.5 1.5B Instruct",
        "Qwen/Qwen2.5-1.5B-Instruct-GGUF:qwen2.5-1.5b-instruct-q4_k_m.gguf",
        1_117_320_736,
        "apache-2.0",
        "es en",
    ),
    ("SmolLM3 3B", "ggml-org/SmolLM3-3B-GGUF:SmolLM3-Q4_K_M.gguf", 1_915_305_312, "apache-2.0", "es en"),
    ("Qwen3 4B", "Qwen/Qwen3-4B-GGUF:Qwen3-4B-Q4_K_M.gguf", 2_497_280_256, "apache-2.0", "es en"),
    ("Qwen3 8B", "Qwen/Qwen3-8B-GGUF:Qwen3-8B-Q4_K_M.gguf", 5_027_783_488, "apache-2.0", "es en"),
)


def recommend(memory_bytes: int) -> list[Suggestion]:
    """The models worth fetching, from small to large, for a machine with that much memory.

    `best` marks the ablest that fits and speaks Spanish and English.
    """
    needs = [int(row[2] * 1.15 + _BESIDE_THE_MODEL) for row in _KNOWN]
    able = [i for i, row in enumerate(_KNOWN) if needs[i] <= memory_bytes and row[4] == "es en"]
    best = able[-1] if able else -1
    return [
        Suggestion(name, source, size, licence, needs[i], languages, needs[i] <= memory_bytes, i == best)
        for i, (name, source, size, licence, languages) in enumerate(_KNOWN)
    ]
