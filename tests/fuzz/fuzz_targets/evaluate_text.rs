//! Any text below a good header.
#![no_main]
use junheng::engine::{self, Content};
use libfuzzer_sys::fuzz_target;

const HEADER: &str = "学校名称\t办学类型\t学段\t在校生数\t小学在校生数\t初中在校生数\t县级以上骨干教师数\t教学及辅助用房面积（㎡）\t教学仪器设备资产值（万元）\n";

fuzz_target!(|text: &str| {
    let text = format!("{HEADER}{text}");
    let answer = engine::evaluate_table(Content::Text(&text), "", None, &mut |_, _| {});
    assert!(answer["type"] == "success" || !answer["errors"].as_array().unwrap().is_empty());
});
