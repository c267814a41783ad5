//! The memory in which passwords are hashed, used again and again.
//!
//! *Invariants*: there are never more pieces than passwords hashed at once. A fresh piece for each password would be
//! given back to an allocator that keeps it: 20 sign-ins took 400 MB (T-026).

use argon2::{Argon2, Block, password_hash::phc::Output};
use std::sync::{Arc, Mutex, PoisonError};

/// Pieces that nobody uses at the moment. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Memory(Arc<Mutex<Vec<Vec<Block>>>>);

impl Memory {
    /// Works in one piece.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Vec<Block>) -> T) -> T {
        let idle = self.pieces().pop();
        let mut piece = idle.unwrap_or_default();
        let done = work(&mut piece);
        self.pieces().push(piece);
        done
    }

    fn pieces(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn idle(&self) -> usize {
        self.pieces().len()
    }
}

/// What argon2 makes of a password, `length` bytes of it; `None` for parameters or a salt that it does not take.
pub(super) fn derive(
    argon2: &Argon2<'_>,
    password: &[u8],
    salt: &[u8],
    length: usize,
    piece: &mut Vec<Block>,
) -> Option<Output> {
    let blocks = argon2.params().block_count();
    if piece.len() < blocks {
        piece.resize(blocks, Block::default());
    }
    let mut output = [0; Output::MAX_LENGTH];
    let output = output.get_mut(..length)?;
    let made = argon2.hash_password_into_with_memory(password, salt, output, &mut piece[..blocks]);
    made.ok()?;
    Output::new(output).ok()
}
