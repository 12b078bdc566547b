//! Bringing files that were written together into place.

use super::files::{folder_of, remove_folder, remove_if_there, sync_folder};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Component, Path};
use std::time::Duration;

/// Locked by the run that writes; it stays where it is, empty, because removing it would let two runs lock two files of this name.
const LOCK: &str = ".medrota.lock";
/// Files that are complete and have to be moved into place.
pub(super) const COMMIT: &str = ".medrota.commit";
/// In the folder of files: names of older files that have to go.
pub(super) const GOES: &str = ".goes";
/// How long a reader waits for a run that is just moving its files into place, which takes milliseconds.
const PATIENCE: (u32, Duration) = (200, Duration::from_millis(5));

/// Brings a commit that was cut off to its end in a folder that is about to be read or written; nothing if there is none. Where it cannot be done, by a reader
/// without the right to write for example, everything stays as it is.
pub(super) fn finish_commit(folder: &Path) {
    for _ in 0..PATIENCE.0 {
        if !folder.join(COMMIT).exists() {
            return;
        }
        match lock(folder) {
            Ok(None) => std::thread::sleep(PATIENCE.1),
            Ok(Some(_lock)) => {
                let _ = finish_locked(folder);
                return;
            }
            Err(_) => return,
        }
    }
}

/// As [`finish_commit`], in the folder that a file lies in.
pub(crate) fn finish_commit_beside(file: &Path) {
    finish_commit(folder_of(file));
}

/// Moves the files of a commit into place. Cut off anywhere, it can be done again from the start.
pub(super) fn finish_locked(folder: &Path) -> io::Result<()> {
    let commit = folder.join(COMMIT);
    if !commit.exists() {
        return Ok(());
    }
    let goes: BTreeSet<String> = match fs::read(commit.join(GOES)) {
        Ok(text) => serde_json::from_slice(&text)?,
        // Everything was in place, only the folder itself was left.
        Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeSet::new(),
        Err(error) => return Err(error),
    };
    let comes = names_in(&commit)?;
    for name in goes.iter().filter(|name| is_plain(name)).chain(&comes) {
        remove_if_there(&folder.join(name))?;
    }
    for name in &comes {
        fs::rename(commit.join(name), folder.join(name))?;
    }
    sync_folder(folder)?;
    remove_if_there(&commit.join(GOES))?;
    remove_folder(&commit)?;
    sync_folder(folder)
}

/// The lock of a folder; `None` if another run has it. Where the system cannot lock files, everybody gets it.
pub(super) fn lock(folder: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join(LOCK))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(None),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(file)),
    }
}

/// The files of a commit; names that are no text, which nobody here writes, are left out, and so are temporary files.
pub(super) fn names_in(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        names.extend(
            entry?
                .file_name()
                .into_string()
                .ok()
                .filter(|name| !name.starts_with('.')),
        );
    }
    Ok(names)
}

/// True for the name of a file in the folder itself: a list of names must not reach anything else.
pub(super) fn is_plain(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == name)
}
