//! The door's promises on both databases: Tern Island, from its pack on the disk.

mod cases;
mod declared;
mod island;
mod records;
