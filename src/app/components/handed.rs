//! A file where files cannot be saved: looked at, copied, or fetched in a browser that can.

use super::super::desk::{Change, Handed, Instead};
use super::super::state::Action;
use super::super::tasks::{self, Tasks, pictures};
use super::super::text::Key;
use super::{tag, use_words};
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`HandedPanel`].
#[derive(Properties, PartialEq)]
pub struct HandedProps {
    /// The file.
    pub file: Rc<Handed>,
}

/// The panel in place of a download.
#[component]
pub fn HandedPanel(props: &HandedProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let dialog = use_node_ref();
    // What was copied, and whether that worked.
    let copied = use_state_eq(|| None::<bool>);
    {
        let (dialog, tasks) = (dialog.clone(), tasks.clone());
        use_effect_with((), move |()| {
            let opener = tasks.and_then(|tasks| tasks.show_dialog(&dialog));
            move || tasks::return_focus(opener)
        });
    }
    use_effect_with(props.file.clone(), |file| {
        let file = file.clone();
        move || {
            if let Instead::Picture(address) = &file.content {
                tasks::release(address);
            }
        }
    });
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| tasks::close_dialog(&dialog))
    };
    let closed = Callback::from(move |_: Event| {
        if let Some(tasks) = &tasks {
            tasks.dispatch(Action::Desk(Change::Hand(None)));
        }
    });
    let copy = |text: Rc<str>| {
        let copied = copied.clone();
        Callback::from(move |_: MouseEvent| copied.set(Some(pictures::copy_text(text.to_string()))))
    };
    html! {
        <dialog ref={dialog} class="panel" aria-labelledby="panel-title" onclose={closed}>
            <div class="panel-body">
                <div class="panel-bar">
                    { tag("span", "panel-kind", words.t(Key::HandedKind)) }
                    <button type="button" class="button button-quiet panel-close" onclick={close}>{ words.t(Key::Close) }</button>
                </div>
                <h2 id="panel-title" class="panel-title">{ &props.file.name }</h2>
                { tag("p", "handed-note", words.t(Key::HandedWhy)) }
                { tag("p", "handed-note", words.t(Key::HandedHow)) }
                <div class="actions">
                    if let Instead::Text(text) = &props.file.content {
                        <button type="button" class="button button-primary" onclick={copy(text.as_str().into())}>{ words.t(Key::HandedCopy) }</button>
                    }
                    <button type="button" class="button" onclick={copy(tasks::page_address().into())}>{ words.t(Key::HandedAddress) }</button>
                    <span class="hint" role="status">{ copied.map_or("", |done| words.t(if done { Key::HandedCopied } else { Key::TableNotCopied })) }</span>
                </div>
                {
                    match &props.file.content {
                        Instead::Text(text) => html! {
                            <textarea class="paste-area" rows="16" readonly=true spellcheck="false" aria-label={words.t(Key::HandedText)} defaultvalue={text.clone()} />
                        },
                        Instead::Picture(address) => html! { <>
                            { tag("p", "hint", words.t(Key::HandedPicture)) }
                            <img class="handed-picture" src={address.clone()} alt={props.file.name.clone()} />
                        </> },
                        Instead::Closed => html! { { tag("p", "handed-note", words.t(Key::HandedClosed)) } },
                    }
                }
            </div>
        </dialog>
    }
}
