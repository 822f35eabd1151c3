/// Stub.
pub fn draw(_seed: u32, _index: u32, size: usize) -> Vec<u8> { vec![0; size * size * 3] }
