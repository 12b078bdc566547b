//! Writing files so that nobody ever sees half of one, whenever the program or the machine stops.

use super::folder::finish_commit;
use crate::error::{Error, Result};
use serde::Serialize;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Names that are tried before a temporary file is given up: with 64 random bits the second one is hardly ever needed.
const ATTEMPTS: usize = 16;
/// What temporary files are called: these around 16 random hexadecimal digits.
const TEMPORARY: (&str, &str) = (".medrota.", ".tmp");

/// Writes a file through a temporary one in the same folder, which takes its name only when it is complete and on disk.
///
/// What a link points to is replaced, not the link; a device or a pipe is written to as it is. Temporary files of runs that were killed are
/// removed from the folder.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io); the file that was there before is then unchanged.
pub fn write_file(
    path: impl AsRef<Path>,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let path = path.as_ref();
    write(path, fill).map_err(|error| Error::io(path, error))
}

/// Writes a file with this content; see [`write_file`].
///
/// # Errors
/// As [`write_file`].
pub fn write_bytes(path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Result<()> {
    write_file(path, |file| file.write_all(content.as_ref()))
}

/// Writes any value as an indented JSON document; see [`write_file`].
///
/// # Errors
/// As [`write_file`].
pub fn write_json_file(path: impl AsRef<Path>, value: &impl Serialize) -> Result<()> {
    write_file(path, |file| {
        serde_json::to_writer_pretty(&mut *file, value)?;
        file.write_all(b"\n")
    })
}

/// Finds out whether [`write_file`] would be able to write this file, without touching it: for whoever computes for an hour before.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io), as [`write_file`] would give it.
pub fn try_file(path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    let tried = match target(path) {
        Ok(Target::File(path)) => try_folder(folder_of(&path)),
        Ok(Target::Stream) => OpenOptions::new().append(true).open(path).map(|_| ()),
        Err(error) => Err(error),
    };
    tried.map_err(|error| Error::io(path, error))
}

/// Makes a temporary file in a folder, writes into it and removes it: full, read-only and missing folders are found out now.
pub(super) fn try_folder(folder: &Path) -> io::Result<()> {
    let (temporary, mut file) = create_temporary(folder)?;
    let written = file
        .write_all(b"tried before the work begins\n")
        .and_then(|()| file.sync_all());
    fs::remove_file(&temporary)?;
    written
}

/// What a path to be written stands for.
enum Target {
    /// A file that is replaced, or made.
    File(PathBuf),
    /// A device or a pipe, which cannot be replaced.
    Stream,
}

fn target(path: &Path) -> io::Result<Target> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(io::Error::new(
            io::ErrorKind::IsADirectory,
            "it is a folder",
        )),
        Ok(found) if !found.is_file() => Ok(Target::Stream),
        Ok(_) if path.is_symlink() => Ok(Target::File(fs::canonicalize(path)?)),
        _ => Ok(Target::File(path.to_owned())),
    }
}

fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    match target(path)? {
        Target::File(path) => replace(&path, fill),
        Target::Stream => {
            let mut file = BufWriter::new(OpenOptions::new().append(true).open(path)?);
            fill(&mut file)?;
            file.flush()
        }
    }
}

fn replace(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let folder = folder_of(path);
    // What an earlier run has still to move into place would come down upon this file.
    finish_commit(folder);
    remove_leftovers(folder);
    let (temporary, file) = create_temporary(folder)?;
    let mut file = BufWriter::new(file);
    let written = fill(&mut file)
        .and_then(|()| file.flush())
        .and_then(|()| file.get_ref().sync_all());
    let outcome = written.and_then(|()| fs::rename(&temporary, path));
    if outcome.is_err() {
        // What failed is worth more to the caller than whether the remains could be removed.
        let _ = fs::remove_file(&temporary);
    }
    outcome?;
    sync_folder(folder)
}

/// The folder that a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Brings the names in a folder to disk, where the system can.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// A new file under a name that nobody else has. It stays locked while it is written, so that leftovers of dead runs can be told apart: numbers of
/// processes cannot do that, in a container every run is number 1.
fn create_temporary(folder: &Path) -> io::Result<(PathBuf, File)> {
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for _ in 0..ATTEMPTS {
        let random = RandomState::new().build_hasher().finish();
        let path = folder.join(format!("{}{random:016x}{}", TEMPORARY.0, TEMPORARY.1));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => match file.try_lock() {
                // Somebody may have taken it for a leftover before it was locked.
                Ok(()) if path.exists() => return Ok((path, file)),
                // Where files cannot be locked, nobody clears leftovers away either.
                Err(TryLockError::Error(_)) => return Ok((path, file)),
                Ok(()) | Err(TryLockError::WouldBlock) => {}
            },
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// Removes temporary files whose writers are dead; the kernel has released their locks.
pub(super) fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let digits = name
            .to_str()
            .and_then(|name| name.strip_prefix(TEMPORARY.0)?.strip_suffix(TEMPORARY.1));
        let is_ours = digits.is_some_and(|digits| {
            digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        if is_ours
            && let Ok(file) = OpenOptions::new().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            // One that cannot be removed is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }
}
