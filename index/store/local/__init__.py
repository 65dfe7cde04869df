"""The store on one machine: FAISS, tantivy and SQLite in immutable generations."""
