//! What must hold for any bytes at all; the fuzz targets are three lines around it.

pub mod invariants;
