//! Entities, statements, citations, ties, judgements; the vocabulary; timeline rules
