//! Partial dates (EDTF): parse, bounds, order, overlap
