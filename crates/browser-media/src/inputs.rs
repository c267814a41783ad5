//! Where everything in this crate puts what happened, and lists of callbacks.

use parley_room_client::Input;
use std::{cell::RefCell, rc::Rc};

/// The way back to the room client. Inputs that come while one is being handled wait for their turn.
#[derive(Clone)]
pub(crate) struct Inputs(Rc<dyn Fn(Input)>);

impl Inputs {
    pub(crate) fn new(handle: impl Fn(Input) + 'static) -> Self {
        Self(Rc::new(handle))
    }

    pub(crate) fn send(&self, input: Input) {
        (self.0)(input);
    }
}

/// Callbacks of the page. A callback may add another one.
pub(crate) struct Callbacks<T>(RefCell<Vec<Callback<T>>>);

type Callback<T> = Rc<dyn Fn(T)>;

impl<T: Copy> Callbacks<T> {
    pub(crate) fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }

    pub(crate) fn add(&self, callback: impl Fn(T) + 'static) {
        self.0.borrow_mut().push(Rc::new(callback));
    }

    pub(crate) fn call(&self, value: T) {
        let callbacks = self.0.borrow().clone();
        for callback in callbacks {
            callback(value);
        }
    }

    pub(crate) fn clear(&self) {
        self.0.borrow_mut().clear();
    }
}
