//! What is done with single files and folders: temporary ones, and names brought to disk.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Names that are tried before a temporary file is given up: with 64 random bits the second one is hardly ever needed.
const ATTEMPTS: usize = 16;
/// What temporary files are called: these around 16 random hexadecimal digits.
const TEMPORARY: (&str, &str) = (".medrota.", ".tmp");

/// Makes a temporary file in a folder, writes into it and removes it: full, read-only and missing folders are found out now.
pub(super) fn try_folder(folder: &Path) -> io::Result<()> {
    let (temporary, mut file) = create_temporary(folder)?;
    let written = file
        .write_all(b"tried before the work begins\n")
        .and_then(|()| file.sync_all());
    fs::remove_file(&temporary)?;
    written
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
pub(super) fn create_temporary(folder: &Path) -> io::Result<(PathBuf, File)> {
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

/// Removes a file, if it is there.
pub(super) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Removes a folder with all that is in it, if it is there.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
