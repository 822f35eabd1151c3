//! Archives that the zip crate writes, changed byte by byte into those that other programs write.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::*;
use facegan_core::skipped::SkipReason;

const STORED: SimpleFileOptions = SimpleFileOptions::DEFAULT.compression_method(CompressionMethod::Stored);

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn opened(bytes: &[u8]) -> Archive<Cursor<&[u8]>> {
    Archive::open(Cursor::new(bytes)).unwrap()
}

fn entries(bytes: &[u8]) -> Vec<Entry> {
    let archive = opened(bytes);
    (0..archive.len()).map(|index| archive.entry(index)).collect()
}

/// The files that may be photos, with their bytes.
fn files(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = opened(bytes);
    let paths: Vec<_> = (0..archive.len()).map(|index| archive.entry(index)).collect();
    let file = |(index, entry)| match entry {
        Entry::File(path) => Some((path, archive.unpack(index).unwrap())),
        Entry::Skipped(_) | Entry::Folder => None,
    };
    paths.into_iter().enumerate().filter_map(file).collect()
}

fn refusal(bytes: &[u8]) -> String {
    match Archive::open(Cursor::new(bytes)) {
        Ok(_) => panic!("it was opened"),
        Err(error) => error.to_string(),
    }
}

/// Puts other bytes in place of the same number, wherever they are.
fn change(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let places: Vec<_> = (0..=bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty(), "{from:?}");
    places.into_iter().for_each(|at| bytes[at..at + to.len()].copy_from_slice(to));
}

fn named(path: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    (path.to_owned(), bytes.to_vec())
}

#[test]
fn entries_come_with_their_paths_and_what_is_no_photo_is_told() {
    let bytes = archive(&[("a.txt", b"one"), ("sub/b.txt", b"two"), ("__MACOSX/sub/._b.txt", b"x"), ("c/", b"")]);
    assert!(is_archive(&bytes));
    let system = Skipped::one("__MACOSX", SkipReason::System);
    let [a, b] = ["a.txt", "sub/b.txt"].map(|path| Entry::File(path.into()));
    assert_eq!(entries(&bytes), [a, b, Entry::Skipped(system), Entry::Folder]);
    assert_eq!(files(&bytes), [named("a.txt", b"one"), named("sub/b.txt", b"two")]);
}

#[test]
fn every_one_of_the_entries_of_one_name_is_read() {
    let mut bytes = archive(&[("1.jpg", b"one"), ("2.jpg", b"two"), ("3.jpg", b"three"), ("4.jpg", b"four")]);
    change(&mut bytes, b"2.jpg", b"1.jpg");
    change(&mut bytes, b"4.jpg", b"1.jpg");
    let expected = [named("1.jpg", b"one"), named("1.jpg", b"two"), named("3.jpg", b"three"), named("1.jpg", b"four")];
    assert_eq!(files(&bytes), expected);
}

#[test]
fn backslashes_separate_and_folders_are_none_of_the_files_in_whatever_form() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [("album/", ""), ("album/a.jpg", "a"), ("__MACOSX/._a.jpg", "x"), ("/Thumbs.db", "x")] {
        writer.start_file(name, STORED).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.add_directory("by attribute", STORED).unwrap();
    writer.start_file("odd/", STORED).unwrap();
    writer.write_all(b"bytes").unwrap();
    let mut bytes = writer.finish().unwrap().into_inner();
    for name in ["album/", "__MACOSX/", "/Thumbs.db", "odd/"] {
        change(&mut bytes, name.as_bytes(), name.replace('/', "\\").as_bytes());
    }
    change(&mut bytes, b"by attribute/", b"by attributes");
    let skipped = [("__MACOSX", SkipReason::System), ("", SkipReason::Thumbnails)];
    let [system, thumbnails] = skipped.map(|(folder, kind)| Entry::Skipped(Skipped::one(folder, kind)));
    let [a, odd] = ["album/a.jpg", "odd/"].map(|path| Entry::File(path.into()));
    assert_eq!(entries(&bytes), [Entry::Folder, a, system, thumbnails, Entry::Folder, odd]);
}

#[test]
fn links_are_told_from_files() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("link.jpg", "../elsewhere.jpg", STORED).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(entries(&bytes), [Entry::File("link.jpg".into())]);
    assert!(matches!(opened(&bytes).unpack(0), Err(ArchiveError::Link)));
}

#[test]
fn a_way_of_packing_that_is_not_read_is_named_and_no_damage() {
    let bytes = archive(&[("a.jpg", b"one"), ("b.jpg", b"two")]);
    for (number, name) in
        [(9_u16, "Deflate64"), (12, "bzip2"), (14, "LZMA"), (93, "Zstandard"), (95, "XZ"), (98, "PPMd")]
    {
        let mut bytes = bytes.clone();
        // The method stands 10 bytes into an entry's place in the list.
        let list = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        bytes[list + 10..list + 12].copy_from_slice(&number.to_le_bytes());
        let mut archive = opened(&bytes);
        let error = archive.unpack(0).unwrap_err().to_string();
        assert!(error.contains(&format!("packed with {name}, which is not read: pack it again")), "{error}");
        assert_eq!(archive.unpack(1).unwrap(), b"two");
    }
}

#[test]
fn sizes_that_stand_behind_the_bytes_are_found() {
    let mut writer = ZipWriter::new_stream(Vec::new());
    for (name, content) in [("a.jpg", "one"), ("b.jpg", "two")] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.windows(4).any(|window| window == b"PK\x07\x08"), "no size stands behind its bytes");
    assert_eq!(files(&bytes), [named("a.jpg", b"one"), named("b.jpg", b"two")]);
}

#[test]
fn names_are_utf_8_or_of_the_first_pcs_code_page() {
    let mut bytes = archive(&[("M_ller.jpg", b"one"), ("Zoë.jpg", b"two")]);
    change(&mut bytes, b"M_ller", b"M\x81ller");
    assert_eq!(files(&bytes), [named("Müller.jpg", b"one"), named("Zoë.jpg", b"two")]);
}

#[test]
fn what_stands_before_or_behind_an_archive_is_no_matter() {
    let saved = archive(&[("a.jpg", b"one"), ("b.jpg", b"two")]);
    let expected = [named("a.jpg", b"one"), named("b.jpg", b"two")];
    assert_eq!(files(&[b"a program that unpacks itself", &saved[..]].concat()), expected);
    assert_eq!(files(&[&saved[..], b"PK\x05\x06 and more"].concat()), expected);
    let mut writer = ZipWriter::new_append(Cursor::new(saved)).unwrap();
    writer.set_comment("looks like an end: PK\x05\x06, which is none: \0\0 and more").unwrap();
    assert_eq!(files(&writer.finish().unwrap().into_inner()), expected);
}

/// Some programs begin to count anew after 65,535.
#[test]
fn entries_beyond_what_is_counted_are_read() {
    let names: Vec<_> = (0..300).map(|index| format!("{index}.jpg")).collect();
    let mut bytes = archive(&names.iter().map(|name| (name.as_str(), name.as_bytes())).collect::<Vec<_>>());
    let end = bytes.len() - 22;
    assert_eq!(bytes[end + 8..end + 12], [44, 1, 44, 1]);
    bytes[end + 8..end + 12].copy_from_slice(&[44, 0, 44, 0]);
    assert_eq!(files(&bytes).len(), 300);
    bytes[end + 8..end + 12].copy_from_slice(&[44, 2, 44, 2]);
    assert_eq!(
        refusal(&bytes),
        "the zip archive cannot be read: its list has 300 entries and should have 556: copy or download it again"
    );
}

#[test]
fn an_archive_of_no_entry_is_empty() {
    let bytes = archive(&[]);
    assert!(is_archive(&bytes) && opened(&bytes).is_empty());
}

#[test]
fn a_damaged_entry_is_named_and_the_others_are_read() {
    let mut bytes = archive(&[("good.txt", b"one"), ("bad.txt", b"twotwotwo"), ("lost.txt", b"three")]);
    let bad = bytes.windows(7).position(|window| window == b"bad.txt").unwrap() + 7;
    bytes[bad] ^= 0xff;
    let lost = bytes.windows(8).position(|window| window == b"lost.txt").unwrap() - ENTRY_BYTES;
    bytes[lost] ^= 0xff;
    let mut archive = opened(&bytes);
    assert_eq!(archive.unpack(0).unwrap(), b"one");
    assert_eq!(archive.entry(1), Entry::File("bad.txt".into()));
    assert!(matches!(archive.unpack(1), Err(ArchiveError::Entry(_) | ArchiveError::Changed)));
    assert!(matches!(archive.unpack(2), Err(ArchiveError::Misplaced)));
}

#[test]
fn what_is_no_whole_archive_is_refused() {
    let bytes = archive(&[("a.txt", b"one")]);
    let cut = "it has no end, so that it was cut short or is no zip archive: copy or download it again";
    for length in [0, 3, 21, bytes.len() - 10] {
        assert_eq!(refusal(&bytes[..length]), format!("the zip archive cannot be read: {cut}"), "{length} bytes");
    }
    let mut part = bytes.clone();
    let end = part.len() - 22;
    part[end + 4] = 2;
    assert!(refusal(&part).ends_with("it is one part of several: put the parts together first"));
    assert!(!is_archive(b"\xff\xd8\xff\xe0"));
}

#[test]
fn an_archive_within_an_archive_is_not_opened() {
    let inner = archive(&[("a.txt", b"one")]);
    let bytes = archive(&[("inner.zip", &inner), ("b.txt", b"two")]);
    let mut outer = opened(&bytes);
    assert!(matches!(outer.unpack(0), Err(ArchiveError::Nested)));
    assert_eq!(outer.unpack(1).unwrap(), b"two");
}

#[test]
fn an_entry_that_unpacks_to_more_than_a_file_may_have_is_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("zeros.bmp", SimpleFileOptions::default()).unwrap();
    io::copy(&mut io::repeat(0).take(MOST_BYTES + 1), &mut writer).unwrap();
    let mut bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    assert!(matches!(opened(&bytes).unpack(0), Err(ArchiveError::TooLong)));
    // A lie about its size in the list does not help it.
    let told = ((MOST_BYTES + 1) as u32).to_le_bytes();
    let list = bytes.windows(4).rposition(|window| window == told).unwrap();
    bytes[list..list + 4].copy_from_slice(&5_u32.to_le_bytes());
    assert!(opened(&bytes).unpack(0).is_err());
}

#[test]
fn overlapping_entries_are_read_until_they_are_more_than_the_archive_can_hold() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("0", SimpleFileOptions::default()).unwrap();
    io::copy(&mut io::repeat(0).take(LEAST_ALLOWANCE / 8), &mut writer).unwrap();
    for copy in 1..20 {
        writer.shallow_copy_file("0", &copy.to_string()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let mut archive = opened(&bytes);
    let unpacked: Vec<_> = (0..20).map(|index| archive.unpack(index).map(|bytes| bytes.len() as u64)).collect();
    assert!(unpacked[..8].iter().all(|length| matches!(length, Ok(length) if *length == LEAST_ALLOWANCE / 8)));
    assert!(unpacked[8..].iter().all(|length| matches!(length, Err(ArchiveError::Bomb))));
}

#[test]
fn the_list_is_the_one_that_another_reader_sees() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, large) in [(0, false), (1, true), (2, false)] {
        writer.start_file(format!("{index}/photo.jpg"), STORED.large_file(large)).unwrap();
        writer.write_all(&vec![index; 1000 * usize::from(index + 1)]).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let mut other = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let archive = opened(&bytes);
    assert_eq!(archive.len(), other.len());
    for (index, listed) in archive.entries.iter().enumerate() {
        let entry = other.by_index(index).unwrap();
        let theirs = (entry.name().unwrap().into_owned(), entry.header_start(), entry.compressed_size(), entry.size());
        assert_eq!((listed.path.clone(), listed.at, listed.packed, listed.size), theirs);
        assert_eq!(listed.crc, entry.crc32());
    }
}
