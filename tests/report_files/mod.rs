//! Files that are sent: calendars, pages.

mod calendars;
mod pages;
