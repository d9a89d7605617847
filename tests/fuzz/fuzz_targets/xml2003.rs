//! Any text inside an XML spreadsheet.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let head = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S">"#;
    junheng_fuzz::read(format!("{head}{text}</Worksheet></Workbook>").as_bytes());
});
