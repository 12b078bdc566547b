//! Folders of results: one run at a time writes into them, and all of its files come at once or none.
//!
//! A file system renames one file at a time. So the files of a run are first written into a folder `.medrota.new` inside the folder of results,
//! which then is renamed to `.medrota.commit`, in one step: from there on they count. Only then older files are removed and the new ones
//! moved into place, in this order, so that whoever looks in between never finds files of two runs side by side. A run that is killed
//! before that step has changed nothing; after it, whoever reads or writes in the folder next brings it to its end.

use super::commit::{COMMIT, GOES, finish_locked, is_plain, lock, names_in};
use super::files::{remove_folder, remove_leftovers, sync_folder, try_folder};
use super::write::write_json_file;
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Files that are being written.
const NEW: &str = ".medrota.new";
/// A folder that this run alone writes into; others are refused until it is dropped, or the process ends, however it ends.
///
/// ```
/// use medrota::format::{OutputFolder, write_bytes};
///
/// let path = std::env::temp_dir().join(format!("medrota-folder-{}", std::process::id()));
/// let folder = OutputFolder::open(&path)?;
/// assert!(OutputFolder::open(&path).is_err());
/// let files = folder.stage()?;
/// write_bytes(files.path().join("plan.txt"), "ana: surgery")?;
/// files.commit(&["plan.txt", "report.txt"])?;
/// assert!(path.join("plan.txt").exists() && !path.join("report.txt").exists());
/// # drop(folder);
/// # std::fs::remove_dir_all(&path).ok();
/// # Ok::<(), medrota::Error>(())
/// ```
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    /// Holds the lock as long as it is open.
    _lock: File,
}

impl OutputFolder {
    /// Makes the folder if it is not there, locks it, brings an earlier run's files into place if it was killed before it could, removes what dead runs
    /// left, and tries to write: whoever computes for an hour learns now that nothing could be kept.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io), also if another run writes into the folder.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let io = |error| Error::io(path, error);
        fs::create_dir_all(path).map_err(io)?;
        let Some(lock) = lock(path).map_err(io)? else {
            let message = "another run is writing into this folder; wait for its end or choose another folder";
            return Err(io(io::Error::new(io::ErrorKind::ResourceBusy, message)));
        };
        let folder = Self {
            path: path.to_owned(),
            _lock: lock,
        };
        finish_locked(path).map_err(io)?;
        remove_folder(&path.join(NEW)).map_err(io)?;
        remove_leftovers(path);
        try_folder(path).map_err(io)?;
        Ok(folder)
    }
    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
    /// Begins to write files that belong together.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub fn stage(&self) -> Result<StagedFiles<'_>> {
        let path = self.path.join(NEW);
        remove_folder(&path)
            .and_then(|()| fs::create_dir(&path))
            .map_err(|error| Error::io(&path, error))?;
        Ok(StagedFiles { folder: self, path })
    }
}

/// Files that are written where nobody looks until [`commit`](Self::commit) puts all of them into their folder; dropped, they are gone.
#[derive(Debug)]
pub struct StagedFiles<'folder> {
    folder: &'folder OutputFolder,
    path: PathBuf,
}

impl StagedFiles<'_> {
    /// Where the files are to be written, under the names that they will have; no folders.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
    /// Puts all files that were written into the folder, in place of those that were there, and removes older files of the names in `replaces` that were
    /// not written anew. Files of other names stay untouched.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io), after which either nothing has happened or the files count already and the next run brings them into place;
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) for a name in `replaces` that is more than a name.
    pub fn commit<Name: AsRef<str>>(self, replaces: &[Name]) -> Result<()> {
        let folder = &self.folder.path;
        let written = names_in(&self.path).map_err(|error| Error::io(&self.path, error))?;
        let goes: BTreeSet<&str> = replaces
            .iter()
            .map(AsRef::as_ref)
            .filter(|name| !written.contains(*name))
            .collect();
        if let Some(name) = goes.iter().find(|name| !is_plain(name)) {
            return Err(Error::option(format!(
                "{name:?} is not the name of a file in a folder"
            )));
        }
        for name in written
            .iter()
            .map(String::as_str)
            .chain(goes.iter().copied())
        {
            let path = folder.join(name);
            if fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir()) {
                return Err(Error::io(
                    path,
                    io::Error::new(
                        io::ErrorKind::IsADirectory,
                        "a folder stands where a file has to be written",
                    ),
                ));
            }
        }
        write_json_file(self.path.join(GOES), &goes)?;
        let count = || {
            sync_folder(&self.path)?;
            fs::rename(&self.path, folder.join(COMMIT))?;
            sync_folder(folder)?;
            finish_locked(folder)
        };
        count().map_err(|error| Error::io(folder, error))
    }
}

impl Drop for StagedFiles<'_> {
    fn drop(&mut self) {
        // After a commit there is nothing; else whoever opens the folder next tries again.
        let _ = remove_folder(&self.path);
    }
}
