//! A region of its own for what is wider than the page: it scrolls, and its right edge says so while there is more.

use super::super::tasks::pictures;
use super::super::text::Key;
use super::grid::clip;
use super::use_words;
use yew::prelude::*;

/// Props of [`Scroller`].
#[derive(Properties, PartialEq)]
pub struct ScrollerProps {
    /// What stands in it: a table of …
    pub label: AttrValue,
    /// More classes of the region.
    #[prop_or_default]
    pub class: Classes,
    /// The region, for who wants to know where it is scrolled to.
    #[prop_or_default]
    pub node: NodeRef,
    /// It was scrolled.
    #[prop_or_default]
    pub onscroll: Option<Callback<Event>>,
    /// Whether the table can be copied as a whole.
    #[prop_or_default]
    pub copied: bool,
    /// The table.
    pub children: Html,
}

/// The region and its edge.
#[component]
pub fn Scroller(props: &ScrollerProps) -> Html {
    let label = use_words().f(Key::TableOf, &[&props.label]);
    html! { <>
        <div class={classes!("scroller-frame", props.class.contains("no-print").then_some("no-print"))}>
            <div ref={&props.node} onscroll={props.onscroll.clone()} class={classes!("scroller", props.class.clone())} role="region" tabindex="0" aria-label={label}>
                { props.children.clone() }
            </div>
            <Edge of={props.node.clone()} />
        </div>
        if props.copied { <Copy of={props.node.clone()} /> }
    </> }
}

/// Copies the table of a region for a spreadsheet, and says whether that worked.
#[component]
fn Copy(props: &EdgeProps) -> Html {
    let words = use_words();
    let copied = use_state(|| None::<Option<usize>>);
    let copy = {
        let (of, copied) = (props.of.clone(), copied.setter());
        Callback::from(move |_: MouseEvent| {
            let block = pictures::table_of(&of);
            let done = pictures::copy_table(clip::format(&block), clip::markup(&block));
            copied.set(Some(done.then_some(block.len())));
        })
    };
    let status = match *copied {
        Some(Some(rows)) => words.f(Key::TableCopied, &[&rows.to_string()]),
        Some(None) => words.t(Key::TableNotCopied).to_owned(),
        None => String::new(),
    };
    html! {
        <div class="table-bar scroller-copy no-print">
            <p class="hint" role="status">{ status }</p>
            <button type="button" class="button button-small" onclick={copy}>{ words.t(Key::CopyTable) }</button>
        </div>
    }
}

/// Props of [`Edge`].
#[derive(Properties, PartialEq)]
struct EdgeProps {
    of: NodeRef,
}

/// The right edge, there while something of the region is beyond it. It is a component of its own, so that the table is not drawn anew
/// when it comes and goes.
#[component]
fn Edge(props: &EdgeProps) -> Html {
    let more = use_state_eq(|| false);
    {
        let more = more.setter();
        use_effect_with(props.of.clone(), move |of| {
            let watch = pictures::on_overflow(of, move |found| more.set(found));
            move || drop(watch)
        });
    }
    html! {
        if *more {
            <span class="scroller-edge" aria-hidden="true"><span class="scroller-arrow">{ "›" }</span></span>
        }
    }
}
