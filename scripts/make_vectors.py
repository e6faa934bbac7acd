"""Make the vectors that ship with the project, so that a first start embeds nothing.

    python -m scripts.make_vectors

Run it after a change of the encoder, its language shift, the lessons or the utterances; a test says when.
"""

from knowledge_base.chunking import chunk
from knowledge_base.course_documents import VECTORS_FILE, course_documents
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.embedding import OnnxEmbedder
from knowledge_base.vector_file import save_vectors
from tutor.agent import routing


def main() -> None:
    """Write both files."""
    embedder = OnnxEmbedder()
    folder = default_course_folder()
    passages = [passage for document in course_documents(load_course(folder)) for passage in chunk(document)]
    rows = embedder.embed_passages([p.embedded_text for p in passages], [p.language for p in passages])
    lessons = {passage.content_hash: row for passage, row in zip(passages, rows, strict=True)}
    save_vectors(folder / VECTORS_FILE, embedder.name, lessons)
    texts, _, languages = routing.load_utterances()
    utterances = {
        routing.utterance_key(text, language): embedder.embed_query(text, language)
        for text, language in zip(texts, languages, strict=True)
    }
    save_vectors(routing.UTTERANCES / routing.VECTORS_FILE, embedder.name, utterances)
    print(f"{len(lessons)} passages, {len(utterances)} utterances, by {embedder.name}")


if __name__ == "__main__":
    main()
