//! Charts: what is drawn ([`draw`]) on a [`drawing`], shown with one stop for the keyboard, names at the pointer, and a
//! choice that all charts and the table of sections share.

use super::super::format;
use super::super::state::Work;
use super::super::tasks::Tasks;
use super::super::tasks::pictures::{self, Format};
use super::super::text::{Key, Words};
use super::fields::{Choice, Select};
use super::mark::status_words;
use super::{data, indicator_name, tag, use_words};
use crate::evaluate::{Evaluation, SectionIndicator, Status};
use crate::figures::needs;
use crate::records::{Indicator, Stage};
use crate::standard::Standard;
use draw::{HEAT_HEAD, Kind, Subject, heat_row};
use drawing::{Drawing, Spot, fitted, width_of};
use std::rc::Rc;
use yew::prelude::*;

pub mod card;
pub mod draw;
pub mod drawing;
pub mod trend;

/// Width of a drawing in a row of a table (px).
const ROW_WIDTH: f64 = 240.0;
/// A drawing is no narrower (px).
const LEAST_WIDTH: f64 = 280.0;
/// Width of a drawing in a file (px).
const FILE_WIDTH: f64 = 960.0;
/// Width of a drawing on paper (px).
const PAPER_WIDTH: f64 = 690.0;
/// Rows of the heat map on a sheet of paper.
const SHEET: usize = 28;
/// How far from a mark a pointer still means it (px).
const REACH: f64 = 22.0;
/// Rows of the heat map drawn at once, beyond which only those near what is seen are.
const WHOLE: usize = 80;
/// The window of the heat map moves in steps of this many rows.
const STEP: usize = 12;

/// Props of [`Chart`].
#[derive(Clone, Properties, PartialEq)]
pub struct ChartProps {
    /// What is drawn.
    pub kind: Kind,
    /// The result.
    pub work: Rc<Work>,
    /// The standard.
    pub standard: Rc<Standard>,
    /// Stage.
    pub stage: Stage,
    /// Indicator.
    pub indicator: Indicator,
    /// The section chosen, by its place in the evaluation.
    pub chosen: Option<usize>,
    /// Another was chosen, or none.
    pub on_choose: Callback<Option<usize>>,
}

impl ChartProps {
    /// Calls back with what is to be drawn.
    fn subject<T>(&self, words: Words, then: impl FnOnce(&Subject<'_>) -> T) -> Option<T> {
        let evaluation = &self.work.evaluation;
        let stage = evaluation.stages.iter().find(|stage| stage.stage == self.stage)?;
        let found = stage.indicators.iter().find(|one| one.id == self.indicator)?;
        let subject =
            Subject { words, standard: &self.standard, sections: &evaluation.sections, stage: self.stage, found };
        Some(then(&subject))
    }

    /// The drawing, `width` pixels wide; with `rows`, those of the heat map alone.
    fn drawing(&self, words: Words, width: f64, rows: Option<(usize, usize)>) -> Drawing {
        let rows = rows.map(|(from, to)| from..to);
        self.subject(words, |subject| subject.draw(self.kind, width, rows)).unwrap_or_default()
    }

    fn head(&self, words: Words, width: f64) -> Drawing {
        self.subject(words, |subject| subject.heat_head(width)).unwrap_or_default()
    }

    /// The whole drawing with its head.
    fn whole(&self, words: Words, width: f64) -> Drawing {
        let drawing = self.drawing(words, width, None);
        if self.kind != Kind::Heat {
            return drawing;
        }
        let mut whole = self.head(words, width);
        whole.body.push_str(&format!("<g transform=\"translate(0 {HEAT_HEAD})\">{}</g>", drawing.body));
        whole.height += drawing.height;
        whole
    }

    /// What is printed: of the heat map, as many rows at a time as a sheet holds below their head, because browsers cut
    /// a drawing that is longer than the sheet.
    fn paper(&self, words: Words) -> String {
        if self.kind != Kind::Heat {
            return self.drawing(words, PAPER_WIDTH, None).svg();
        }
        let (head, row) = (self.head(words, PAPER_WIDTH).svg(), heat_row(PAPER_WIDTH));
        let count = self.subject(words, |subject| subject.heat_order().len()).unwrap_or(0);
        let mut markup = String::new();
        for from in (0..count).step_by(SHEET) {
            let rows = SHEET.min(count - from);
            let drawing = self.drawing(words, PAPER_WIDTH, Some((from, from + rows)));
            let px = |rows: usize| f64::from(u32::try_from(rows).unwrap_or(0)) * row;
            markup.push_str(&format!("<div class=\"chart-sheet\">{head}{}</div>", drawing.part(px(from), px(rows))));
        }
        markup
    }

    /// `小学·L5 体育运动场馆：各校分布`.
    fn title(&self, words: Words) -> String {
        let stage = self.stage.title();
        let of = match self.kind {
            Kind::Heat => words.text(&stage).to_owned(),
            _ => format!("{}·{}", words.text(&stage), indicator_name(words, &self.standard, self.indicator)),
        };
        words.f(Key::ChartTitle, &[&of, words.t(names(self.kind).0)])
    }
}

/// A drawing and its markup.
#[derive(Default, PartialEq)]
struct Shown {
    drawing: Rc<Drawing>,
    markup: AttrValue,
    head: AttrValue,
}

/// The name of a drawing, and how it is read.
const fn names(kind: Kind) -> (Key, Key) {
    match kind {
        Kind::Row | Kind::Strip => (Key::ChartStrip, Key::ChartStripRead),
        Kind::Bars => (Key::ChartBars, Key::ChartBarsRead),
        Kind::Size => (Key::ChartSize, Key::ChartSizeRead),
        Kind::Lorenz => (Key::ChartLorenz, Key::ChartLorenzRead),
        Kind::Shares => (Key::ChartShares, Key::ChartSharesRead),
        Kind::Heat => (Key::ChartHeat, Key::ChartHeatRead),
    }
}

/// What is said of a value: its name, unit, threshold and status.
fn reading(words: Words, standard: &Standard, one: &SectionIndicator) -> Option<String> {
    let rule = standard.resource(one.id)?;
    let value = format!("{} {}", format::judged(rule, one), format::value_unit(words.0, rule));
    let name = indicator_name(words, standard, one.id);
    Some(match one.threshold {
        Some(threshold) => {
            words.f(Key::ChartSaid, &[&name, &value, &format::limit(threshold), status_words(words, one.status)])
        }
        None => words.f(Key::ChartSaidPlain, &[&name, &value]),
    })
}

/// What is short of a value that does not reach its threshold.
fn short(words: Words, one: &SectionIndicator) -> Option<String> {
    match (one.status, one.shortfall.to_threshold) {
        (Status::WithinFloor | Status::BelowFloor, Some(short)) => {
            Some(words.f(Key::ShortBy, &[&format::shortfall(words.0, short, one.shortfall.unit)]))
        }
        _ => None,
    }
}

/// What is said of a school: its name, then value, unit, threshold and status, then what is short.
fn said(words: Words, work: &Work, standard: &Standard, spot: &Spot) -> Option<[String; 3]> {
    let section = work.evaluation.sections.get(spot.at)?;
    let one = section.indicators.get(spot.indicator)?;
    let second = reading(words, standard, one)?;
    let mut third = words.f(Key::ChartSaidPupils, &[&format::count(section.pupils)]);
    if let Some(short) = short(words, one) {
        third.push_str(words.t(Key::Semicolon));
        third.push_str(&short);
    }
    if let Some(share) = one.cv_share {
        third.push_str(words.t(Key::Semicolon));
        third.push_str(&words.f(Key::ChartSaidShare, &[&format::portion(share)]));
    }
    Some([section.school.clone(), second, third])
}

/// The spot meant by a pointer at (`x`, `y`): the nearest within reach.
fn meant(spots: &[Spot], x: f64, y: f64) -> Option<usize> {
    let away = |spot: &Spot| {
        let (dx, dy) = ((x - spot.x).abs(), (y - spot.y).abs());
        let beside = (dx - spot.width / 2.0).max(0.0).hypot((dy - spot.height / 2.0).max(0.0));
        (beside, dx.hypot(dy))
    };
    let (at, (beside, _)) =
        spots.iter().map(away).enumerate().min_by(|(_, a), (_, b)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)))?;
    (beside <= REACH).then_some(at)
}

/// Where a key leads from spot `from`.
fn step(key: &str, from: usize, drawing: &Drawing) -> Option<usize> {
    let last = drawing.spots.len().checked_sub(1)?;
    let line = drawing.columns.max(1);
    Some(match key {
        "ArrowRight" => (from + 1).min(last),
        "ArrowLeft" => from.saturating_sub(1),
        "ArrowDown" if from + line <= last => from + line,
        "ArrowUp" if from >= line => from - line,
        "ArrowDown" | "ArrowUp" => from,
        "PageDown" => (from + 10 * line).min(last - (last - from) % line),
        "PageUp" if from >= 10 * line => from - 10 * line,
        "PageUp" => from % line,
        "Home" => 0,
        "End" => last,
        _ => return None,
    })
}

/// A drawing in its frame.
#[component]
pub fn Chart(props: &ChartProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (frame, box_of_frame, paper) = (use_node_ref(), use_node_ref(), use_node_ref());
    let row = props.kind == Kind::Row;
    let heat = props.kind == Kind::Heat;
    let width = use_state_eq(|| if row { ROW_WIDTH } else { 0.0 });
    // Pixels of the screen for each of the drawing: its words are as large as those of the page.
    let scale = pictures::use_rem() / pictures::PLAIN;
    // The first row of the heat map that is drawn.
    let first = use_state_eq(|| 0usize);
    // The spot at the pointer or the keyboard's, and whether it is the latter's: then it is told.
    let pointed = use_state_eq(|| None::<(usize, bool)>);
    let hover = pointed.map(|one| one.0);

    let key = (props.work.clone(), props.standard.clone(), props.stage, props.indicator, words);
    {
        let (box_of_frame, width) = (box_of_frame.clone(), width.setter());
        use_effect_with((row, scale.to_bits()), move |(row, _)| {
            let measure = move || width.set((pictures::width(&box_of_frame) / scale).max(LEAST_WIDTH));
            let listener = (!row).then(|| pictures::on_resize(measure));
            move || drop(listener)
        });
    }
    {
        let (paper, sight, pointed, props) = (paper.clone(), box_of_frame.clone(), pointed.setter(), props.clone());
        use_effect_with(key.clone(), move |_| {
            pointed.set(None);
            pictures::reveal(&sight, 0.0, 0.0, 0.0);
            let listeners = (!row).then(|| pictures::on_print(paper, Rc::new(move || props.paper(words))));
            move || drop(listeners)
        });
    }
    let count = props.work.evaluation.sections.len();
    let rows = (heat && count > WHOLE).then(|| (*first, *first + WHOLE));
    let shown = {
        let props = props.clone();
        use_memo((key, *width, rows), move |(_, width, rows)| {
            if *width <= 0.0 {
                return Shown::default();
            }
            let drawing = props.drawing(words, *width, *rows);
            let head = if heat { props.head(words, *width).svg() } else { String::new() };
            Shown { markup: drawing.svg().into(), head: head.into(), drawing: Rc::new(drawing) }
        })
    };
    let drawing = shown.drawing.clone();
    let point = {
        let (drawing, frame, pointed) = (drawing.clone(), frame.clone(), pointed.setter());
        move |event: &MouseEvent| {
            let found =
                pictures::pointer_in(event, &frame, drawing.width).and_then(|(x, y)| meant(&drawing.spots, x, y));
            pointed.set(found.map(|at| (at, false)));
            found
        }
    };
    let choose = {
        let (drawing, on_choose, chosen) = (drawing.clone(), props.on_choose.clone(), props.chosen);
        move |spot: usize| {
            if let Some(spot) = drawing.spots.get(spot) {
                on_choose.emit((chosen != Some(spot.at)).then_some(spot.at));
            }
        }
    };
    let onpointermove = {
        let point = point.clone();
        // Where the page moves below a pointer at rest, browsers report a movement by nothing.
        Callback::from(move |event: PointerEvent| {
            if event.movement_x() != 0 || event.movement_y() != 0 {
                point(&event);
            }
        })
    };
    let by_key = pointed.is_some_and(|one| one.1);
    let onpointerleave = {
        let pointed = pointed.setter();
        Callback::from(move |_: PointerEvent| {
            if !by_key {
                pointed.set(None);
            }
        })
    };
    // A press gives the focus, too; what is pressed must not be scrolled away by that.
    let pressed = use_mut_ref(|| false);
    let onpointerdown = {
        let pressed = pressed.clone();
        Callback::from(move |_: PointerEvent| *pressed.borrow_mut() = true)
    };
    let onclick = {
        let (choose, pressed) = (choose.clone(), pressed.clone());
        Callback::from(move |event: MouseEvent| {
            *pressed.borrow_mut() = false;
            if let Some(spot) = point(&event) {
                choose(spot);
            }
        })
    };
    let go = {
        let (pointed, drawing, sight) = (pointed.setter(), drawing.clone(), box_of_frame.clone());
        move |at: usize| {
            pointed.set(Some((at, true)));
            if let Some(spot) = drawing.spots.get(at).filter(|_| heat) {
                let [top, bottom, head] = [spot.y - spot.height, spot.y + spot.height, HEAT_HEAD].map(|y| y * scale);
                pictures::reveal(&sight, top, bottom, head);
            }
        }
    };
    let here = hover.or_else(|| drawing.spots.iter().position(|spot| Some(spot.at) == props.chosen)).unwrap_or(0);
    let onkeydown = {
        let (drawing, on_choose, go) = (drawing.clone(), props.on_choose.clone(), go.clone());
        let hovering = hover.is_some();
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            match key.as_str() {
                "Enter" | " " => choose(here),
                "Escape" => on_choose.emit(None),
                key => match step(key, here, &drawing) {
                    Some(next) => go(if hovering { next } else { here }),
                    None => return,
                },
            }
            event.prevent_default();
        })
    };
    let onfocus = Callback::from(move |_: FocusEvent| {
        if !*pressed.borrow() {
            go(here);
        }
    });
    let onblur = {
        let pointed = pointed.setter();
        Callback::from(move |_: FocusEvent| pointed.set(None))
    };
    let onscroll = {
        let (first, sight, row) = (first.setter(), box_of_frame.clone(), heat_row(*width) * scale);
        Callback::from(move |_: Event| {
            let (top, _) = pictures::sight(&sight);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a row; the cast saturates")]
            let seen = (top / row) as usize;
            first.set((seen / STEP * STEP).saturating_sub(STEP));
        })
    };

    let summary = summary(words, props);
    let over = overlay(words, props, &drawing, hover);
    let told = pointed
        .filter(|one| one.1)
        .and_then(|(at, _)| said(words, &props.work, &props.standard, drawing.spots.get(at)?))
        .map_or_else(String::new, |parts| parts.join(words.t(Key::Semicolon)));
    let picture = html! {
        <div ref={frame} class="chart-frame" tabindex="0" role="application" aria-roledescription={words.t(Key::ChartRole)}
            aria-label={summary} {onpointermove} {onpointerleave} {onpointerdown} {onclick} {onkeydown} {onfocus} {onblur}>
            { Html::from_html_unchecked(shown.markup.clone()) }
            { over }
            <span class="visually-hidden" role="status">{ data(words, &told) }</span>
        </div>
    };
    if row {
        return picture;
    }
    let save = |format: Format| {
        let (tasks, props) = (tasks.clone(), props.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(tasks) = &tasks else { return };
            let title = props.title(words);
            let name = pictures::picture_name(&props.work, &title, words.0);
            let source = pictures::picture_source(&props.work, &props.standard, words.0);
            let prefix = if props.work.what_if.is_some() { words.t(Key::WhatIfPrefix) } else { "" };
            let title = format!("{prefix}{title}");
            tasks.save_picture(format, &name, &|ink| props.whole(words, FILE_WIDTH).file(&title, &source, ink));
        })
    };
    let title = props.title(words);
    let button = |format: Format, label: &'static str| {
        html! {
            <button type="button" class="chart-save" onclick={save(format)} aria-label={words.f(Key::ChartSave, &[&title, label])}>{ label }</button>
        }
    };
    let (name, reading) = names(props.kind);
    html! {
        <figure class={classes!("chart", heat.then_some("chart-heat"))}>
            <figcaption class="chart-head">
                { tag("h3", "chart-title", words.t(name)) }
                <span class="chart-tools no-print">{ button(Format::Svg, "SVG") }{ button(Format::Png, "PNG") }</span>
                { tag("p", "chart-read", words.t(reading)) }
            </figcaption>
            <div ref={box_of_frame} class="chart-box no-print" {onscroll}>
                if heat {
                    <div class="chart-cap">{ Html::from_html_unchecked(shown.head.clone()) }</div>
                }
                if drawing.height > 0.0 || *width <= 0.0 {
                    { picture }
                } else {
                    { tag("p", "hint", words.t(Key::NoDistribution)) }
                }
            </div>
            <div ref={paper} class="chart-paper print-only"></div>
        </figure>
    }
}

/// What the chart is, and what it comes to.
fn summary(words: Words, props: &ChartProps) -> String {
    let mut parts = vec![props.title(words)];
    let stage = props.work.evaluation.stages.iter().find(|stage| stage.stage == props.stage);
    let found = stage.and_then(|stage| stage.indicators.iter().find(|one| one.id == props.indicator));
    if let (Some(one), false) = (found, props.kind == Kind::Heat) {
        parts.push(
            words.f(Key::ChartSummary, &[&format::share(words.0, one.met, one.of), &format::coefficient(one.cv)]),
        );
    }
    parts.push(words.t(Key::ChartKeys).to_owned());
    parts.join(words.t(Key::Semicolon))
}

/// What is chosen and what is at the pointer, above the drawing.
fn overlay(words: Words, props: &ChartProps, drawing: &Drawing, hover: Option<usize>) -> Html {
    let (width, height) = (drawing.width, drawing.height);
    let ring = |spot: &Spot, class: &'static str| {
        let round = if spot.width < 16.0 && spot.height < 16.0 { spot.width / 2.0 } else { 2.0 };
        let px = |value: f64| format!("{value:.1}");
        html! {
            <rect {class} x={px(spot.x - spot.width / 2.0)} y={px(spot.y - spot.height / 2.0)} width={px(spot.width)} height={px(spot.height)} rx={px(round)} />
        }
    };
    let hovered = hover.and_then(|at| drawing.spots.get(at));
    html! {
        <svg class="chart-over" viewBox={format!("0 0 {width:.0} {height:.0}")} width={format!("{width:.0}")} height={format!("{height:.0}")} aria-hidden="true" focusable="false">
            { for drawing.spots.iter().filter(|spot| Some(spot.at) == props.chosen).map(|spot| ring(spot, "chart-chosen")) }
            { hovered.map(|spot| html! { <>{ ring(spot, "chart-hover") }{ tip(words, props, drawing, spot) }</> }) }
        </svg>
    }
}

/// The words at a mark.
fn tip(words: Words, props: &ChartProps, drawing: &Drawing, spot: &Spot) -> Html {
    const LINE: f64 = 17.0;
    let Some(lines) = said(words, &props.work, &props.standard, spot) else { return html! {} };
    let room = (drawing.width - 4.0).max(330.0);
    let lines = lines.map(|line| fitted(&line, room - 20.0));
    let width = lines.iter().map(|line| width_of(line)).fold(0.0, f64::max) + 20.0;
    let height = LINE * 3.0 + 12.0;
    // Above the mark where there is room, otherwise below; a row of a table has room above it.
    let above = spot.y - spot.height / 2.0 - height - 6.0;
    let y = if above >= 0.0 || props.kind == Kind::Row { above } else { spot.y + (spot.height / 2.0).min(40.0) + 6.0 };
    let x =
        (spot.x - width / 2.0).min(drawing.width - width - 1.0).max(if props.kind == Kind::Row { -200.0 } else { 1.0 });
    html! {
        <g class="chart-tip" transform={format!("translate({x:.1} {y:.1})")}>
            <rect width={format!("{width:.1}")} height={format!("{height:.1}")} rx="3" />
            { for lines.into_iter().enumerate().map(|(line, words)| {
                let y = [20, 37, 54].get(line).copied().unwrap_or(54);
                html! { <text class={(line == 0).then_some("chart-tip-name")} x="10" y={y.to_string()} lang="zh-CN">{ words }</text> }
            }) }
        </g>
    }
}

/// What is looked at first: the coefficient farthest over its limit, otherwise what is lacking most.
fn first_subject(evaluation: &Evaluation) -> Option<(Stage, Indicator)> {
    let over = |one: &crate::evaluate::StageIndicator| Some(one.cv? / one.cv_limit?).filter(|over| *over > 1.0);
    evaluation
        .stages
        .iter()
        .flat_map(|stage| stage.indicators.iter().filter_map(move |one| Some((over(one)?, stage.stage, one.id))))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, stage, indicator)| (stage, indicator))
        .or_else(|| needs(evaluation).first().map(|need| (need.stage, need.indicator)))
        .or_else(|| evaluation.stages.first().and_then(|stage| Some((stage.stage, stage.indicators.first()?.id))))
}

/// Props of [`Charts`].
#[derive(Properties, PartialEq)]
pub struct ChartsProps {
    /// The result.
    pub work: Rc<Work>,
    /// The standard.
    pub standard: Rc<Standard>,
    /// The section chosen.
    pub chosen: Option<usize>,
    /// Another was chosen, or none.
    pub on_choose: Callback<Option<usize>>,
}

/// All charts of one stage and one indicator, and the choice of both.
#[component]
pub fn Charts(props: &ChartsProps) -> Html {
    let words = use_words();
    let evaluation = &props.work.evaluation;
    let subject = use_state_eq(|| None::<(Stage, Indicator)>);
    let known = |(stage, indicator): &(Stage, Indicator)| {
        let found = evaluation.stages.iter().find(|one| one.stage == *stage);
        found.is_some_and(|found| found.indicators.iter().any(|one| one.id == *indicator))
    };
    let Some((stage, indicator)) = (*subject).filter(known).or_else(|| first_subject(evaluation)) else {
        return html! {};
    };
    {
        // A school of the other stage was chosen elsewhere: it could not be seen here.
        let subject = subject.setter();
        let wanted = props.chosen.and_then(|at| evaluation.sections.get(at)).map(|section| section.stage);
        use_effect_with((props.chosen, wanted), move |(_, wanted)| {
            if let Some(wanted) = wanted.filter(|wanted| *wanted != stage) {
                subject.set(Some((wanted, indicator)));
            }
        });
    }
    let set = |next: (Stage, Indicator)| {
        let subject = subject.setter();
        Callback::from(move |_: MouseEvent| subject.set(Some(next)))
    };
    let stages = evaluation.stages.iter().map(|one| {
        let pressed = one.stage == stage;
        html! {
            <button type="button" class="switch-item" aria-pressed={pressed.to_string()} onclick={set((one.stage, indicator))}>{ words.text(&one.stage.title()).to_owned() }</button>
        }
    });
    let choices: Vec<Choice> = props
        .standard
        .resources
        .iter()
        .map(|rule| Choice::new(rule.id.id(), indicator_name(words, &props.standard, rule.id)))
        .collect();
    let choose = {
        let subject = subject.setter();
        Callback::from(move |id: String| {
            if let Some(next) = Indicator::ALL.into_iter().find(|one| one.id() == id) {
                subject.set(Some((stage, next)));
            }
        })
    };
    let chart = |kind: Kind| {
        // The heat map has all of them, and stays as it is when another is chosen.
        let first = props.standard.resources.first().map_or(indicator, |rule| rule.id);
        let indicator = if kind == Kind::Heat { first } else { indicator };
        html! {
            <Chart {kind} work={props.work.clone()} standard={props.standard.clone()} {stage} {indicator} chosen={props.chosen} on_choose={props.on_choose.clone()} />
        }
    };
    let subject_words = format!("{}·{}", words.text(&stage.title()), indicator_name(words, &props.standard, indicator));
    html! {
        <section class="block charts" aria-labelledby="charts-title">
            <h2 id="charts-title" class="section-title" tabindex="-1">{ words.t(Key::ChartsTitle) }{ tag("span", "charts-subject print-only", subject_words) }</h2>
            <div class="charts-bar no-print">
                if evaluation.stages.len() > 1 {
                    <div class="switch" role="group" aria-label={words.t(Key::Stage)}>{ for stages }</div>
                }
                <div class="field">
                    <label for="chart-indicator">{ words.t(Key::Indicator) }</label>
                    <Select id="chart-indicator" choices={Rc::new(choices)} value={indicator.id()} on_change={choose} />
                </div>
                { tag("p", "hint", words.t(Key::ChartsLead)) }
            </div>
            <div class="charts-grid">
                <div class="charts-wide">{ chart(Kind::Strip) }</div>
                { chart(Kind::Bars) }
                { chart(Kind::Size) }
                { chart(Kind::Lorenz) }
                { chart(Kind::Shares) }
                <div class="charts-wide">{ chart(Kind::Heat) }</div>
            </div>
            <p class="legend">{ super::indicators::legend(words) }</p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots(columns: usize) -> Drawing {
        let mut drawing = Drawing::new(400.0, 400.0);
        drawing.columns = columns;
        for at in 0..21usize {
            let (x, y) = (
                f64::from(u8::try_from(at % 7).unwrap_or(0)) * 50.0,
                f64::from(u8::try_from(at / 7).unwrap_or(0)) * 26.0,
            );
            drawing.spots.push(Spot { at: at / 7, indicator: at % 7, x, y, width: 48.0, height: 24.0 });
        }
        drawing
    }

    #[test]
    fn arrow_keys_stay_on_the_drawing() {
        let flat = spots(0);
        assert_eq!(step("ArrowRight", 20, &flat), Some(20));
        assert_eq!(step("ArrowDown", 3, &flat), Some(4));
        assert_eq!(step("PageUp", 3, &flat), Some(0));
        assert_eq!(step("a", 3, &flat), None);
        let rows = spots(7);
        assert_eq!(step("ArrowDown", 3, &rows), Some(10));
        assert_eq!(step("ArrowDown", 17, &rows), Some(17));
        assert_eq!(step("PageDown", 3, &rows), Some(17));
        assert_eq!(step("PageUp", 17, &rows), Some(3));
        assert_eq!(step("End", 0, &rows), Some(20));
        assert_eq!(step("Home", 0, &Drawing::default()), None);
    }

    #[test]
    fn a_pointer_means_the_nearest_mark_within_reach() {
        let rows = spots(7);
        assert_eq!(meant(&rows.spots, 101.0, 27.0), Some(9));
        assert_eq!(meant(&rows.spots, 300.0, 300.0), None);
        assert_eq!(meant(&[], 0.0, 0.0), None);
    }
}
