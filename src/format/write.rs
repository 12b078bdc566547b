//! Writing files so that nobody ever sees half of one, whenever the program or the machine stops.

use super::commit::finish_commit;
use super::files::{create_temporary, folder_of, remove_leftovers, sync_folder, try_folder};
use crate::error::{Error, Result};
use serde::Serialize;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

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
