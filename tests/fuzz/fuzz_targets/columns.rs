//! Rows of any bytes below very many plain ones: read into columns and the ordinary way, both say the same.
#![no_main]
use junheng::intake::{IntakeOptions, read_columns, understand};
use junheng::records::Stage;
use junheng::table::{ReadOptions, read_file};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// A header and enough plain rows for the others to be taken under it.
static HEAD: LazyLock<String> = LazyLock::new(|| {
    let mut text = "县,学校标识码,学校名称,学校类型,小学在校生数,初中在校生数,高于规定学历教师数(小学),高于规定学历教师数(初中),县级以上骨干教师数(小学),县级以上骨干教师数(初中),体育艺术专任教师数(小学),体育艺术专任教师数(初中),教学及辅助用房面积,体育运动场馆面积,教学仪器设备值(万元),网络多媒体教室数\n".to_owned();
    for row in 0..205 {
        text.push_str(&format!("青禾县,11010100{row:02},第{row}小学,小学,48{row},,20,,3,,4,,2400.5,3600,61.25,12\n"));
    }
    text
});

fuzz_target!(|rows: &[u8]| {
    let mut bytes = if rows.first().is_some_and(|first| first % 2 == 0) {
        HEAD.as_bytes().to_vec()
    } else {
        junheng_fuzz::in_gb18030(&HEAD)
    };
    bytes.extend_from_slice(rows);
    let options = IntakeOptions::default();
    let standard = junheng_fuzz::standard();
    let ordinary = read_file(&bytes, "x", &ReadOptions::default(), &mut |_, _| {})
        .map_err(|problem| vec![problem])
        .and_then(|book| understand(&book, "", &options, standard));
    match (ordinary, read_columns(&bytes, "x", &options, standard, &mut |_, _| {})) {
        (Ok(reading), Ok(bulk)) => {
            assert_eq!(bulk.rows_in, reading.rows_in);
            assert_eq!(bulk.rows_in as usize, bulk.rows_taken as usize + bulk.left_out.len());
            if bulk.left_out.iter().any(|row| row.code == "not_in_columns") {
                return;
            }
            assert_eq!(bulk.rows_taken, reading.rows_taken);
            for stage in Stage::ALL {
                let read = reading.sections.iter().filter(|section| section.stage == stage);
                let pupils: f64 = read.map(|section| f64::from(section.pupils)).sum();
                let column = &bulk.numbers[stage.index()];
                assert_eq!(column.iter().filter(|number| !number.is_nan()).sum::<f64>(), pupils);
            }
        }
        (ordinary, bulk) => assert_eq!(ordinary.is_err(), bulk.is_err()),
    }
});
