"""Store an index in a folder: FAISS, tantivy and SQLite files in immutable generations."""
