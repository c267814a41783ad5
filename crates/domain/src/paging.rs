//! Long lists, page by page.

/// Entries that are skipped at most: far more than anybody turns pages for, and far fewer than a database can count,
/// which panics above `i64::MAX`.
const FURTHEST: u64 = 10_000_000;

/// As many entries to skip as are wanted, within what a database takes.
pub(crate) fn bounded_skip(wanted: u64) -> u64 {
    wanted.min(FURTHEST)
}
