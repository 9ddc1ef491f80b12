//! How many nodes there are, as a person writes it.

/// More nodes than anybody keeps for jobs take too long to look at.
const MOST_NODES: usize = 1_000;

/// Why a text names no nodes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZonesError {
    /// It is something else.
    #[error("`{0}` is neither a number nor ZONE=NUMBER,…")]
    Malformed(String),
    /// A zone stands in it twice.
    #[error("`{0}` names a zone twice")]
    Twice(String),
    /// They are none, or too many to look at.
    #[error("{0} nodes; between 1 and {MOST_NODES} can be looked at")]
    Number(usize),
}

/// The nodes of each zone: `zone-a=3,zone-b=3`, or a number of nodes without zones.
///
/// # Errors
/// Another text, a zone that is named twice, no node and more than a thousand.
pub fn zones(text: &str) -> Result<Vec<(Option<String>, usize)>, ZonesError> {
    let malformed = || ZonesError::Malformed(text.to_owned());
    let mut zones: Vec<(Option<String>, usize)> = Vec::new();
    for part in text.split(',') {
        let (zone, count) = match part.split_once('=') {
            Some((zone, count)) => (Some(zone.trim().to_owned()), count),
            None => (None, part),
        };
        let count = count.trim().parse().map_err(|_| malformed())?;
        if zone.as_deref() == Some("") {
            return Err(malformed());
        }
        if zones.iter().any(|(known, _)| *known == zone) {
            return Err(ZonesError::Twice(text.to_owned()));
        }
        zones.push((zone, count));
    }
    let counts = zones.iter().map(|(_, count)| *count);
    match counts.fold(0_usize, usize::saturating_add) {
        1..=MOST_NODES => Ok(zones),
        total => Err(ZonesError::Number(total)),
    }
}
