//! Files that are sent: calendars, pages.

mod browser;
mod calendars;
mod languages;
mod pages;
