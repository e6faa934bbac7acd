"""Sources become documents here: files, folders, web pages and video transcripts."""

from knowledge_base.loaders.options import LoadOptions
from knowledge_base.loaders.sources import load_one, load_source, loadable, sources_in

__all__ = ["LoadOptions", "load_one", "load_source", "loadable", "sources_in"]
