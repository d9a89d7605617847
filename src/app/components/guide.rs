//! The tour: five places of the page, each pointed at with a few words beside it. Nothing is covered up or locked: the
//! page can be used while it is on, and it is left at any time.

use super::super::state::{Action, Guide, State};
use super::super::tasks::{self, Tasks};
use super::super::text::{Key, Words};
use super::{tag, use_words};
use gloo::timers::callback::Interval;
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

/// How often, in milliseconds, a place is looked for that is not drawn yet.
const LOOK_EVERY: u32 = 100;
/// How often it is looked for at most.
const LOOKS: u32 = 100;
/// The heading that takes the focus with every stop.
const TITLE: &str = "guide-title";

/// A stop of the tour, on its page ([`Guide::STOPS`]).
struct Stop {
    /// What is pointed at: the first of these that there is.
    places: &'static [&'static str],
    title: Key,
    text: Key,
}

/// The stops, in order.
const STOPS: [Stop; Guide::STOPS.len()] = [
    Stop { places: &[".county-verdict", ".school-head"], title: Key::GuideVerdict, text: Key::GuideVerdictText },
    Stop {
        places: &[".over-failing .reason-words", ".finding-title", "#findings-title"],
        title: Key::GuideFailing,
        text: Key::GuideFailingText,
    },
    Stop {
        places: &[".worst-name", ".school-choose", ".school-name"],
        title: Key::GuideSchool,
        text: Key::GuideSchoolText,
    },
    Stop {
        places: &[
            ".over-table .number-cv.is-below",
            ".over-table .number-cv",
            ".school-table .number",
            ".finding-title",
        ],
        title: Key::GuideWhy,
        text: Key::GuideWhyText,
    },
    Stop { places: &["#choose-file"], title: Key::GuideOwn, text: Key::GuideOwnText },
];

/// Begins the tour: with the data at hand, or with the example where there is none.
pub fn begin(tasks: &Tasks, has_work: bool) {
    if !has_work {
        tasks.sample();
    }
    tasks.dispatch(Action::Guide(Guide::At(0)));
}

/// Props of [`Tour`].
#[derive(Properties, PartialEq)]
pub struct TourProps {
    /// The state.
    pub state: Rc<State>,
}

/// The words about the stop the tour is at, and the way on.
#[component]
pub fn Tour(props: &TourProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (guide, here) = (props.state.guide, props.state.page);
    let stop = match guide {
        Guide::At(stop) => Some(stop),
        Guide::New | Guide::Done => None,
    };
    {
        // The place is marked as soon as it is drawn, and until the next stop.
        let work = props.state.work().cloned();
        use_effect_with((stop, here, work.is_some()), move |(stop, ..)| {
            let timer: Rc<RefCell<Option<Interval>>> = Rc::default();
            if let Some(places) = stop.and_then(|stop| STOPS.get(stop)).map(|stop| stop.places) {
                tasks::focus(TITLE);
                let (looking, mut looks) = (timer.clone(), 0);
                *timer.borrow_mut() = Some(Interval::new(LOOK_EVERY, move || {
                    looks += 1;
                    if tasks::point_at(places) || looks >= LOOKS {
                        // An interval must not end itself while it runs.
                        let done = looking.borrow_mut().take();
                        gloo::timers::callback::Timeout::new(0, move || drop(done)).forget();
                    }
                }));
            }
            move || {
                timer.borrow_mut().take();
                tasks::point_at(&[]);
            }
        });
    }
    let Some((at, stop)) = stop.and_then(|at| Some((at, STOPS.get(at)?))) else { return html! {} };
    let go = |to: Guide| {
        let tasks = tasks.clone();
        Callback::from(move |_: MouseEvent| leave_for(tasks.as_ref(), to))
    };
    let onkeydown = {
        let tasks = tasks.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                leave_for(tasks.as_ref(), Guide::Done);
            }
        })
    };
    let last = at + 1 == STOPS.len();
    html! {
        <section class="guide no-print" aria-labelledby={TITLE} {onkeydown}>
            <p class="guide-step">{ words.f(Key::GuideStep, &[&(at + 1).to_string(), &STOPS.len().to_string()]) }</p>
            <h2 id={TITLE} class="guide-title" tabindex="-1">{ words.t(stop.title) }</h2>
            { tag("p", "guide-text", words.t(stop.text)) }
            <div class="guide-actions">
                <button type="button" class="button button-quiet" onclick={Callback::from(|_: MouseEvent| tasks::go_to_pointed())}>{ words.t(Key::GuideThere) }</button>
                if at > 0 {
                    <button type="button" class="button" onclick={go(Guide::At(at - 1))}>{ words.t(Key::GuideBack) }</button>
                }
                if last {
                    <button type="button" class="button button-primary" onclick={go(Guide::Done)}>{ words.t(Key::GuideEnd) }</button>
                } else {
                    <button type="button" class="button button-primary" onclick={go(Guide::At(at + 1))}>{ words.t(Key::GuideNext) }</button>
                    <button type="button" class="button button-quiet" onclick={go(Guide::Done)}>{ words.t(Key::GuideSkip) }</button>
                }
            </div>
        </section>
    }
}

/// Another stop, or the end: then the focus goes to what was pointed at, and not to nowhere.
fn leave_for(tasks: Option<&Tasks>, to: Guide) {
    if to == Guide::Done {
        tasks::go_to_pointed();
    }
    if let Some(tasks) = tasks {
        tasks.dispatch(Action::Guide(to));
    }
}

/// Offers the tour to who has not been here before.
pub fn offer(words: Words, tasks: Option<Tasks>) -> Html {
    let act = |act: fn(&Tasks)| {
        let tasks = tasks.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                act(tasks);
            }
        })
    };
    html! {
        <section class="guide-offer" aria-labelledby="guide-offer-title">
            <h2 id="guide-offer-title" class="side-title">{ words.t(Key::GuideOffer) }</h2>
            { tag("p", "", words.t(Key::GuideOfferText)) }
            <p class="actions">
                <button type="button" class="button" onclick={act(|tasks| begin(tasks, false))}>{ words.t(Key::GuideBegin) }</button>
                <button type="button" class="button button-quiet" onclick={act(|tasks| tasks.dispatch(Action::Guide(Guide::Done)))}>{ words.t(Key::GuideDecline) }</button>
            </p>
        </section>
    }
}
