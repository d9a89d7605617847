//! Numbers over the years as small multiples: one panel for each indicator, one mark for each year, the limit as a dashed
//! line.

use super::super::super::state::Work;
use super::super::super::tasks::Tasks;
use super::super::super::tasks::pictures::{self, Format};
use super::super::super::text::{Key, Words};
use super::super::{data, tag, use_words};
use super::drawing::{Anchor, Drawing, MARKS, MARKS_PLAIN, Spot, fitted, width_of};
use super::{FILE_WIDTH, PAPER_WIDTH, meant, step};
use crate::evaluate::Status;
use crate::figures::Scale;
use crate::standard::Standard;
use std::fmt::Write as _;
use std::rc::Rc;
use yew::prelude::*;

/// Least width of a panel (px).
const PANEL: f64 = 215.0;
/// Height of a panel (px).
const HEIGHT: f64 = 152.0;

/// One number over the years.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What it is.
    pub title: String,
    /// Its limit and how that is written, where there is one.
    pub limit: Option<(f64, String)>,
    /// The end of its scale, where that is not taken from the numbers.
    pub most: Option<f64>,
    /// The years.
    pub points: Vec<Point>,
}

/// A number in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The number, where it is known.
    pub value: Option<f64>,
    /// As it is written at its mark.
    pub shown: String,
    /// How it stands.
    pub status: Status,
    /// What is said of it.
    pub said: String,
}

/// A whole number as a length.
fn number(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// The panels, side by side as far as there is room. Their spots stand year by year, panel by panel.
pub fn draw(panels: &[Panel], years: &[String], width: f64) -> Drawing {
    let mut across = 1;
    while number(across + 1) * PANEL <= width && across < 4 {
        across += 1;
    }
    let lines = panels.len().div_ceil(across);
    let mut drawing = Drawing::new(width, number(lines) * HEIGHT);
    drawing.columns = years.len();
    let each = width / number(across);
    for (at, panel) in panels.iter().enumerate() {
        let (left, top) = (number(at % across) * each, number(at / across) * HEIGHT);
        draw_panel(&mut drawing, panel, at, years, (left, top, each));
    }
    drawing
}

fn draw_panel(drawing: &mut Drawing, panel: &Panel, at: usize, years: &[String], place: (f64, f64, f64)) {
    let (left, top, width) = place;
    let (from, to, base) = (left + 26.0, left + width - 26.0, top + 122.0);
    let limit = panel.limit.as_ref().map(|(limit, words)| (*limit, words.as_str()));
    let room = limit.map_or(0.0, |(_, words)| width_of(words) + 10.0);
    drawing.text("c-level", left + 8.0, top + 16.0, Anchor::Start, &fitted(&panel.title, width - 20.0 - room));
    let highest = panel.points.iter().filter_map(|point| point.value).fold(0.0, f64::max);
    let most = panel.most.unwrap_or_else(|| highest.max(limit.map_or(0.0, |one| one.0)) * 1.12);
    let scale = Scale { from: 0.0, to: most.max(f64::MIN_POSITIVE), low: base, high: top + 42.0 };
    drawing.line("c-axis", (left + 8.0, base), (left + width - 8.0, base));
    if let Some((limit, words)) = limit {
        let y = scale.at(limit);
        drawing.line("c-floor", (left + 8.0, y), (left + width - 8.0, y));
        drawing.text("c-note", left + width - 8.0, top + 16.0, Anchor::End, words);
    }
    let count = panel.points.len();
    let apart = if count > 1 { (to - from) / number(count - 1) } else { 0.0 };
    let x = |year: usize| if count > 1 { from + number(year) * apart } else { (from + to) / 2.0 };
    let y = |point: &Point| point.value.map_or(base - 8.0, |value| scale.at(value));
    let mut path = String::new();
    let mut pen = 'M';
    for (year, point) in panel.points.iter().enumerate() {
        if point.value.is_some() {
            let _ = write!(path, "{pen}{:.1} {:.1}", x(year), y(point));
            pen = 'L';
        } else {
            // Nothing is drawn over a year that is not known.
            pen = 'M';
        }
    }
    drawing.path("c-curve", &path);
    let inks = if panel.limit.is_some() { MARKS } else { MARKS_PLAIN };
    drawing.marks(panel.points.iter().enumerate().map(|(year, point)| (x(year), y(point), point.status)), 4.0, inks);
    // Words that would cover one another are left to the pointer, the keyboard and the table; the ends always stand.
    let widest = panel.points.iter().map(|point| width_of(&point.shown)).fold(0.0, f64::max);
    let every = apart >= widest + 4.0;
    let ends = |year: usize| year == 0 || year + 1 == count;
    for (year, point) in panel.points.iter().enumerate() {
        if every || ends(year) {
            drawing.text(
                "c-tick",
                x(year),
                label(y(point), limit.map(|one| scale.at(one.0)), base),
                Anchor::Middle,
                &point.shown,
            );
        }
        let name = years.get(year).map_or("", String::as_str);
        if apart >= width_of(name) + 4.0 || ends(year) {
            drawing.text("c-tick", x(year), base + 15.0, Anchor::Middle, name);
        }
        let size = 16.0;
        drawing.spots.push(Spot { at: year, indicator: at, x: x(year), y: y(point), width: size, height: size });
    }
}

/// Where the number of a mark at `y` stands: above it, or below where the line of the limit would run through it and there
/// is room above the axis.
fn label(y: f64, limit: Option<f64>, base: f64) -> f64 {
    let crossed = |line: f64| limit.is_some_and(|limit| (line - 13.0..line + 4.0).contains(&limit));
    let (above, below) = (y - 9.0, y + 19.0);
    if crossed(above) && !crossed(below) && below <= base - 2.0 { below } else { above }
}

/// Props of [`Trend`].
#[derive(Clone, Properties, PartialEq)]
pub struct TrendProps {
    /// What is drawn.
    pub panels: Rc<Vec<Panel>>,
    /// The names of the years, short.
    pub years: Rc<Vec<String>>,
    /// The name of the picture.
    pub title: AttrValue,
    /// How it is read.
    pub read: Key,
    /// The work, which tells where a picture comes from.
    pub work: Rc<Work>,
    /// The standard.
    pub standard: Rc<Standard>,
}

/// What is said of a mark.
fn said(words: Words, props: &TrendProps, spot: &Spot) -> Option<[String; 2]> {
    let panel = props.panels.get(spot.indicator)?;
    let point = panel.points.get(spot.at)?;
    let year = props.years.get(spot.at)?;
    Some([format!("{year}{}{}", words.t(Key::Semicolon), panel.title), point.said.clone()])
}

/// The panels in a frame: one stop for the keyboard.
#[component]
pub fn Trend(props: &TrendProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (frame, room, paper) = (use_node_ref(), use_node_ref(), use_node_ref());
    let width = use_state_eq(|| 0.0_f64);
    // The mark at the pointer or the keyboard's, and whether it is the latter's: then it is told.
    let pointed = use_state_eq(|| None::<(usize, bool)>);
    {
        let (room, width) = (room.clone(), width.setter());
        use_effect_with((), move |()| {
            let listener = pictures::on_resize(move || width.set(pictures::width(&room).max(280.0)));
            move || drop(listener)
        });
    }
    {
        let (paper, pointed, panels, years) =
            (paper.clone(), pointed.setter(), props.panels.clone(), props.years.clone());
        use_effect_with((props.panels.clone(), props.years.clone()), move |_| {
            pointed.set(None);
            let markup = move || draw(&panels, &years, PAPER_WIDTH).svg();
            let listeners = pictures::on_print(paper, Rc::new(markup));
            move || drop(listeners)
        });
    }
    let shown = use_memo((props.panels.clone(), props.years.clone(), *width), |(panels, years, width)| {
        let drawing = if *width > 0.0 { draw(panels, years, *width) } else { Drawing::default() };
        (AttrValue::from(drawing.svg()), Rc::new(drawing))
    });
    let drawing = shown.1.clone();
    let onpointermove = {
        let (drawing, frame, pointed) = (drawing.clone(), frame.clone(), pointed.setter());
        Callback::from(move |event: PointerEvent| {
            let place = pictures::pointer_in(&event, &frame, drawing.width);
            pointed.set(place.and_then(|(x, y)| meant(&drawing.spots, x, y)).map(|at| (at, false)));
        })
    };
    let leave = {
        let pointed = pointed.setter();
        Callback::from(move |()| pointed.set(None))
    };
    let onkeydown = {
        let (drawing, pointed) = (drawing.clone(), pointed.clone());
        Callback::from(move |event: KeyboardEvent| {
            let next = match *pointed {
                Some((here, _)) => step(&event.key(), here, &drawing),
                None => step(&event.key(), 0, &drawing).map(|_| 0),
            };
            if let Some(next) = next {
                pointed.set(Some((next, true)));
                event.prevent_default();
            }
        })
    };
    let onfocus = {
        let pointed = pointed.clone();
        Callback::from(move |_: FocusEvent| {
            if pointed.is_none() {
                pointed.set(Some((0, true)));
            }
        })
    };
    let save = |format: Format| {
        let (tasks, props) = (tasks.clone(), props.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(tasks) = &tasks else { return };
            let name = pictures::picture_name(&props.work, &props.title, words.0);
            let source = pictures::picture_source(&props.work, &props.standard, words.0);
            tasks.save_picture(format, &name, &|ink| {
                draw(&props.panels, &props.years, FILE_WIDTH).file(&props.title, &source, ink)
            });
        })
    };
    let button = |format: Format, label: &'static str| {
        html! {
            <button type="button" class="chart-save" onclick={save(format)} aria-label={words.f(Key::ChartSave, &[&props.title, label])}>{ label }</button>
        }
    };
    let told = pointed.filter(|one| one.1).and_then(|(at, _)| said(words, props, drawing.spots.get(at)?));
    let told = told.map_or_else(String::new, |parts| parts.join(words.t(Key::Semicolon)));
    html! {
        <figure class="chart trend">
            <figcaption class="chart-head">
                { tag("h3", "chart-title", props.title.clone()) }
                <span class="chart-tools no-print">{ button(Format::Svg, "SVG") }{ button(Format::Png, "PNG") }</span>
                { tag("p", "chart-read", words.t(props.read)) }
            </figcaption>
            <div ref={room} class="chart-box no-print">
                <div ref={frame} class="chart-frame" tabindex="0" role="application" aria-roledescription={words.t(Key::ChartRole)}
                    aria-label={[props.title.as_str(), words.t(Key::TrendKeys)].join(words.t(Key::Semicolon))} {onpointermove}
                    onpointerleave={leave.reform(|_: PointerEvent| ())} onblur={leave.reform(|_: FocusEvent| ())} {onkeydown} {onfocus}>
                    { Html::from_html_unchecked(shown.0.clone()) }
                    { overlay(words, props, &drawing, pointed.map(|one| one.0)) }
                    <span class="visually-hidden" role="status">{ data(words, &told) }</span>
                </div>
            </div>
            <div ref={paper} class="chart-paper print-only"></div>
        </figure>
    }
}

/// A ring around the mark pointed at, and what is said of it.
fn overlay(words: Words, props: &TrendProps, drawing: &Drawing, at: Option<usize>) -> Html {
    let Some(spot) = at.and_then(|at| drawing.spots.get(at)) else { return html! {} };
    let Some(lines) = said(words, props, spot) else { return html! {} };
    let lines = lines.map(|line| fitted(&line, drawing.width - 24.0));
    let width = lines.iter().map(|line| width_of(line)).fold(0.0, f64::max) + 20.0;
    let above = spot.y - 62.0;
    let y = if above >= 0.0 { above } else { spot.y + 14.0 };
    let x = (spot.x - width / 2.0).min(drawing.width - width - 1.0).max(1.0);
    let px = |value: f64| format!("{value:.1}");
    html! {
        <svg class="chart-over" viewBox={format!("0 0 {:.0} {:.0}", drawing.width, drawing.height)} width={format!("{:.0}", drawing.width)} height={format!("{:.0}", drawing.height)} aria-hidden="true" focusable="false">
            <rect class="chart-hover" x={px(spot.x - 8.0)} y={px(spot.y - 8.0)} width="16" height="16" rx="8" />
            <g class="chart-tip" transform={format!("translate({x:.1} {y:.1})")}>
                <rect width={px(width)} height="46" rx="3" />
                { for lines.into_iter().zip(["20", "37"]).enumerate().map(|(line, (words, y))| html! {
                    <text class={(line == 0).then_some("chart-tip-name")} x="10" y={y} lang="zh-CN">{ words }</text>
                }) }
            </g>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(values: &[Option<f64>]) -> Panel {
        let point = |value: &Option<f64>| Point {
            value: *value,
            shown: value.map_or_else(|| "—".to_owned(), |value| format!("{value:.3}")),
            status: if value.is_some() { Status::Met } else { Status::Undetermined },
            said: String::new(),
        };
        Panel {
            title: "L5 体育运动场馆面积的名称很长很长很长很长".into(),
            limit: Some((0.5, "限值 0.50".into())),
            most: None,
            points: values.iter().map(point).collect(),
        }
    }

    #[test]
    fn every_year_of_every_panel_can_be_reached_inside_the_drawing() {
        for years in [1_usize, 2, 3, 9] {
            let names: Vec<String> = (0..years).map(|year| format!("{}", 2016 + year)).collect();
            let values: Vec<Option<f64>> =
                (0..years).map(|year| (year != 1).then(|| number(year) * 0.2 + 0.1)).collect();
            let panels = vec![panel(&values); 8];
            for width in [280.0, 390.0, 690.0, 960.0, 1400.0] {
                let drawing = draw(&panels, &names, width);
                assert_eq!((drawing.spots.len(), drawing.columns), (8 * years, years));
                for spot in &drawing.spots {
                    assert!((0.0..=width).contains(&spot.x) && (0.0..=drawing.height).contains(&spot.y), "{spot:?}");
                }
                assert!(!drawing.body.contains("NaN") && !drawing.body.contains("inf"));
            }
        }
    }

    #[test]
    fn the_line_of_the_limit_runs_through_no_number_that_has_room_elsewhere() {
        for y in 42..=122 {
            let y = f64::from(y);
            for limit in 42..=122 {
                let limit = f64::from(limit);
                let line = label(y, Some(limit), 122.0);
                assert!(line == y - 9.0 || line <= 120.0);
                if line - 13.0 <= limit && limit < line + 4.0 {
                    assert!(y + 19.0 > 120.0, "{y} {limit}");
                }
            }
            assert!((label(y, None, 122.0) - (y - 9.0)).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn a_line_breaks_where_a_year_is_not_known() {
        let names: Vec<String> = ["2022", "2023", "2024", "2025"].map(str::to_owned).into();
        let drawing = draw(&[panel(&[Some(0.3), Some(0.4), None, Some(0.2)])], &names, 400.0);
        let curve =
            drawing.body.split("c-curve\" d=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        assert_eq!((curve.matches('M').count(), curve.matches('L').count()), (2, 1), "{curve}");
    }
}
