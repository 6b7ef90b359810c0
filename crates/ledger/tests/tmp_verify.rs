#[path = "../../motcua/src/verify/mod.rs"]
mod verify;
