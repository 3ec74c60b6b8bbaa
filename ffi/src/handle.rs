//! Handles: what C holds instead of objects.
//!
//! A handle is a slot and a generation, dressed as a pointer. It is looked up, never dereferenced: a
//! stale, invented, foreign or twice freed one is found out. A call in flight holds its object, so a
//! free on another thread takes the handle away and leaves the object to the call.

use std::any::Any;
use std::sync::{Arc, PoisonError, RwLock};

use crate::boundary::Failure;
use crate::status::{SIDIAN_E_EXHAUSTED, SIDIAN_E_HANDLE};

/// A type of C that stands for an object of Rust.
pub(crate) trait Opaque: Sized {
    /// The object.
    type Object: Any + Send + Sync;
    /// The type's name in C, for messages.
    const NAME: &'static str;
}

/// Ties a C type to its object.
macro_rules! opaque {
    ($name:ident => $object:ty) => {
        impl $crate::handle::Opaque for $name {
            type Object = $object;
            const NAME: &'static str = stringify!($name);
        }
    };
}
pub(crate) use opaque;

struct Slot {
    generation: usize,
    object: Option<Arc<dyn Any + Send + Sync>>,
}

struct Table {
    slots: Vec<Slot>,
    free: Vec<usize>,
}

static TABLE: RwLock<Table> = RwLock::new(Table { slots: Vec::new(), free: Vec::new() });

/// Bits that name the slot; the rest are its generation.
const SLOT_BITS: u32 = if usize::BITS == 64 { 32 } else { 20 };
const SLOT_MASK: usize = (1 << SLOT_BITS) - 1;
const LAST_GENERATION: usize = usize::MAX >> SLOT_BITS;

/// Takes an object in and gives out its handle.
pub(crate) fn give<C: Opaque>(object: C::Object) -> Result<*mut C, Failure> {
    let object: Arc<dyn Any + Send + Sync> = Arc::new(object);
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    let index = match table.free.pop() {
        Some(index) => index,
        // The number 0 is kept for NULL.
        None if table.slots.len() < SLOT_MASK => {
            table.slots.push(Slot { generation: 0, object: None });
            table.slots.len() - 1
        }
        None => return Err(Failure::new(SIDIAN_E_EXHAUSTED, "no handle is left")),
    };
    let Some(slot) = table.slots.get_mut(index) else {
        return Err(Failure::new(SIDIAN_E_EXHAUSTED, "no handle is left"));
    };
    slot.object = Some(object);
    Ok(std::ptr::without_provenance_mut((slot.generation << SLOT_BITS) | (index + 1)))
}

/// The object of a handle.
pub(crate) fn get<C: Opaque>(handle: *const C) -> Result<Arc<C::Object>, Failure> {
    let (index, generation) = parts(handle)?;
    let table = TABLE.read().unwrap_or_else(PoisonError::into_inner);
    let slot = table.slots.get(index).filter(|slot| slot.generation == generation);
    let object = slot.and_then(|slot| slot.object.clone()).ok_or_else(stale::<C>)?;
    drop(table);
    object.downcast().map_err(|_| wrong_type::<C>())
}

/// The object of a handle that may be left out: NULL is none.
pub(crate) fn optional<C: Opaque>(handle: *const C) -> Result<Option<Arc<C::Object>>, Failure> {
    if handle.is_null() { Ok(None) } else { get(handle).map(Some) }
}

/// Takes a handle out of use. NULL is fine.
pub(crate) fn free<C: Opaque>(handle: *mut C) -> Result<(), Failure> {
    if handle.is_null() {
        return Ok(());
    }
    let (index, generation) = parts::<C>(handle)?;
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    let slot = table.slots.get_mut(index).filter(|slot| slot.generation == generation);
    let slot = slot.ok_or_else(stale::<C>)?;
    match &slot.object {
        Some(object) if !object.is::<C::Object>() => return Err(wrong_type::<C>()),
        Some(_) => {}
        None => return Err(stale::<C>()),
    }
    let object = slot.object.take();
    // A slot whose generations are used up is never given out again.
    if slot.generation < LAST_GENERATION {
        slot.generation += 1;
        table.free.push(index);
    }
    drop(table);
    // Dropped outside the lock: what it drops may be large.
    drop(object);
    Ok(())
}

fn parts<C: Opaque>(handle: *const C) -> Result<(usize, usize), Failure> {
    let value = handle.addr();
    if value == 0 {
        return Err(Failure::null(C::NAME));
    }
    let index = (value & SLOT_MASK).checked_sub(1).ok_or_else(stale::<C>)?;
    Ok((index, value >> SLOT_BITS))
}

fn stale<C: Opaque>() -> Failure {
    Failure::new(SIDIAN_E_HANDLE, format!("no {} has this handle (any more)", C::NAME))
}

fn wrong_type<C: Opaque>() -> Failure {
    Failure::new(SIDIAN_E_HANDLE, format!("this handle is no {}", C::NAME))
}
