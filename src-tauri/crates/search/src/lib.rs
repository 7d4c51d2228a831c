//! Tantivy: folding, index, query language, hits, spans, snippets
