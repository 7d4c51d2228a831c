//! Hybrid logical time: wall time that never runs backwards.
//!
//! Kulkarni et al., "Logical Physical Clocks and Consistent Snapshots in Globally Distributed Databases" (2014).

use serde::{Deserialize, Serialize};

/// 48 bits of milliseconds since 1970 and 16 bits that count within one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HybridTime(u64);

impl HybridTime {
    /// The time of the next operation: later than `last`, and not before the wall.
    pub fn next(last: HybridTime, wall_ms: u64) -> HybridTime {
        let wall = wall_ms.min((1 << 47) - 1) << 16;
        HybridTime(wall.max(last.0.saturating_add(1)).min(i64::MAX as u64))
    }

    /// From the stored number.
    pub fn from_stored(value: i64) -> HybridTime {
        HybridTime(value.cast_unsigned())
    }

    /// As stored: fits a signed 64-bit integer.
    pub fn stored(self) -> i64 {
        self.0.cast_signed()
    }

    /// As a number.
    pub fn get(self) -> u64 {
        self.0
    }

    /// Wall milliseconds since 1970.
    pub fn millis(self) -> u64 {
        self.0 >> 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_that_goes_back_does_not_turn_time_back() {
        let first = HybridTime::next(HybridTime::default(), 5_000);
        let second = HybridTime::next(first, 4_000);
        assert!(second > first);
        assert_eq!(second.millis(), 5_000);
        assert_eq!(HybridTime::from_stored(second.stored()), second);
    }
}
