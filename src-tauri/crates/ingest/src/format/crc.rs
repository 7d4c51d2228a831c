//! The checksum that Microsoft's mail formats have in common ([MS-PST] 5.3, [MS-OXRTFCP] 2.1.3.2): CRC-32 begun at zero
//! and not turned over at the end.

/// The checksum of some bytes.
pub(crate) fn crc(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |crc, byte| step(crc, *byte))
}

/// The checksum with one byte more.
pub(crate) fn step(crc: u32, byte: u8) -> u32 {
    STEPS[usize::from(crc as u8 ^ byte)] ^ (crc >> 8)
}

const STEPS: [u32; 256] = {
    let mut steps = [0; 256];
    let mut at = 0;
    while at < 256 {
        let mut step = at as u32;
        let mut n = 0;
        while n < 8 {
            step = if step & 1 == 1 { 0xedb8_8320 ^ (step >> 1) } else { step >> 1 };
            n += 1;
        }
        steps[at] = step;
        at += 1;
    }
    steps
};

#[cfg(test)]
mod tests {
    use super::crc;

    #[test]
    fn it_is_that_of_zip_turned_over() {
        // CRC-32 of "123456789" is 0xcbf43926 where it begins and ends turned over.
        assert_eq!(crc(b""), 0);
        assert_eq!(crc(b"123456789"), 0x2dfd_2d88);
    }
}
