//! The worker with the files module: started when first needed, stopped to cancel, replaced after a trap; where no
//! worker can start, the same functions on the page.

use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, MessageEvent};

/// Why a call has no answer.
#[derive(Debug)]
pub enum Failure {
    /// The user stopped it.
    Cancelled,
    /// The module died while working; the next call gets a new one.
    Trap(String),
    /// The module could not be loaded, neither in a worker nor on the page.
    Unavailable(String),
}

type Progress = Rc<dyn Fn(u32, u32)>;

struct Pending {
    resolve: Function,
    reject: Function,
    progress: Progress,
}

struct Live {
    worker: web_sys::Worker,
    ready: Rc<Cell<bool>>,
    // Dropped with the worker they listen to.
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(Event)>,
}

/// The files module, wherever it runs.
#[derive(Default)]
pub struct Files {
    live: RefCell<Option<Live>>,
    pending: RefCell<HashMap<u32, Pending>>,
    next: Cell<u32>,
    on_page: Cell<bool>,
    fresh: Cell<bool>,
}

/// How a rejected call says why: a property of the error, so that words need not be compared.
const KIND: &str = "junhengKind";

impl Files {
    /// Calls `op` with `args`; `progress` is told (done, total).
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn call(self: &Rc<Self>, op: &str, args: &Array, progress: Progress) -> Result<JsValue, Failure> {
        if !self.on_page.get() {
            match self.in_worker(op, args, progress.clone()).await {
                // A worker that cannot start is no reason to stop: some hosts forbid workers only.
                Err(Failure::Unavailable(_)) => self.on_page.set(true),
                outcome => return outcome,
            }
        }
        let outcome = self.on_page(op, args, &progress).await;
        if matches!(outcome, Err(Failure::Unavailable(_))) {
            // Neither could be loaded: most likely the network. The next attempt starts from the beginning.
            self.on_page.set(false);
        }
        outcome
    }

    /// Stops whatever is running. A worker that waits for work stays: it has the module loaded.
    pub fn cancel(&self) {
        if !self.pending.borrow().is_empty() {
            self.stop();
            self.reject_all("cancelled", "");
        }
    }

    /// Starts the worker before it is needed. Where that does not work the first call says so.
    pub fn warm_up(self: &Rc<Self>) {
        if !self.on_page.get() {
            let _ = self.worker();
        }
    }

    async fn in_worker(self: &Rc<Self>, op: &str, args: &Array, progress: Progress) -> Result<JsValue, Failure> {
        let worker = self.worker().map_err(|error| Failure::Unavailable(words(&error)))?;
        let id = self.next.get().wrapping_add(1);
        self.next.set(id);
        let promise = {
            let mut progress = Some(progress);
            Promise::new(&mut |resolve, reject| {
                if let Some(progress) = progress.take() {
                    self.pending.borrow_mut().insert(id, Pending { resolve, reject, progress });
                }
            })
        };
        let call = Object::new();
        set(&call, "id", &JsValue::from(id));
        set(&call, "op", &JsValue::from_str(op));
        set(&call, "args", args);
        if let Err(error) = worker.post_message(&call) {
            self.pending.borrow_mut().remove(&id);
            return Err(Failure::Trap(words(&error)));
        }
        JsFuture::from(promise).await.map_err(|error| {
            let message = words(&error);
            match Reflect::get(&error, &KIND.into()).ok().and_then(|kind| kind.as_string()).as_deref() {
                Some("cancelled") => Failure::Cancelled,
                Some("unavailable") => Failure::Unavailable(message),
                _ => Failure::Trap(message),
            }
        })
    }

    fn worker(self: &Rc<Self>) -> Result<web_sys::Worker, JsValue> {
        if let Some(live) = &*self.live.borrow() {
            return Ok(live.worker.clone());
        }
        let worker: web_sys::Worker = host_call("spawn", &[])?.dyn_into()?;
        let ready = Rc::new(Cell::new(false));
        let message = {
            let files = self.clone();
            Closure::new(move |event: MessageEvent| files.receive(&event.data()))
        };
        let error = {
            let (files, ready) = (self.clone(), ready.clone());
            Closure::new(move |event: Event| {
                event.prevent_default();
                let message = Reflect::get(&event, &"message".into()).ok().and_then(|text| text.as_string());
                let kind = if ready.get() { "trap" } else { "unavailable" };
                files.lose(kind, &message.unwrap_or_else(|| "worker error".to_owned()));
            })
        };
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        *self.live.borrow_mut() = Some(Live { worker: worker.clone(), ready, _message: message, _error: error });
        Ok(worker)
    }

    fn receive(&self, data: &JsValue) {
        let get = |key: &str| Reflect::get(data, &key.into()).unwrap_or(JsValue::UNDEFINED);
        let number = |key: &str| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts; the cast saturates")]
            get(key).as_f64().map(|n| n as u32)
        };
        let message = || get("message").as_string().unwrap_or_default();
        match get("type").as_string().as_deref() {
            Some("ready") => {
                if let Some(live) = &*self.live.borrow() {
                    live.ready.set(true);
                }
            }
            Some("progress") => {
                let progress =
                    number("id").and_then(|id| self.pending.borrow().get(&id).map(|pending| pending.progress.clone()));
                if let (Some(progress), Some(done), Some(total)) = (progress, number("done"), number("total")) {
                    progress(done, total);
                }
            }
            Some("answer") => {
                let pending = number("id").and_then(|id| self.pending.borrow_mut().remove(&id));
                if let Some(pending) = pending {
                    let _ = pending.resolve.call1(&JsValue::UNDEFINED, &get("value"));
                }
            }
            Some("trap") => self.lose("trap", &message()),
            Some("failed") => self.lose("unavailable", &message()),
            _ => {}
        }
    }

    /// The worker is gone: everything waiting for it ends.
    fn lose(&self, kind: &str, message: &str) {
        self.stop();
        self.reject_all(kind, message);
    }

    fn stop(&self) {
        // Taken out first: the closures it holds may be the ones running now.
        let live = self.live.borrow_mut().take();
        if let Some(live) = live {
            live.worker.set_onmessage(None);
            live.worker.set_onerror(None);
            live.worker.terminate();
            // Let the running closure return before it is freed.
            gloo::timers::callback::Timeout::new(0, move || drop(live)).forget();
        }
    }

    fn reject_all(&self, kind: &str, message: &str) {
        let pending: Vec<Pending> = self.pending.borrow_mut().drain().map(|(_, pending)| pending).collect();
        for pending in pending {
            let error = js_sys::Error::new(message);
            set(&error, KIND, &JsValue::from_str(kind));
            let _ = pending.reject.call1(&JsValue::UNDEFINED, &error);
        }
    }

    async fn on_page(&self, op: &str, args: &Array, progress: &Progress) -> Result<JsValue, Failure> {
        let loading = host_call("filesOnPage", &[JsValue::from_bool(self.fresh.replace(false))])
            .and_then(JsCast::dyn_into::<Promise>)
            .map_err(|error| Failure::Unavailable(words(&error)))?;
        let module = JsFuture::from(loading).await.map_err(|error| Failure::Unavailable(words(&error)))?;
        let function: Function = Reflect::get(&module, &op.into())
            .and_then(JsCast::dyn_into)
            .map_err(|error| Failure::Unavailable(words(&error)))?;
        let tell = {
            let progress = progress.clone();
            Closure::<dyn FnMut(u32, u32)>::new(move |done, total| progress(done, total))
        };
        let args = args.concat(&Array::of1(tell.as_ref()));
        function.apply(&module, &args).map_err(|error| {
            self.fresh.set(true);
            Failure::Trap(words(&error))
        })
    }
}

/// Calls a function of `globalThis.junhengHost`.
///
/// # Errors
/// What it throws.
pub fn host_call(name: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let host = Reflect::get(&js_sys::global(), &"junhengHost".into())?;
    let function: Function = Reflect::get(&host, &name.into())?.dyn_into()?;
    function.apply(&host, &args.iter().collect::<Array>())
}

fn set(object: &JsValue, key: &str, value: &JsValue) {
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(object, &key.into(), value);
}

/// What an exception says.
pub fn words(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}
