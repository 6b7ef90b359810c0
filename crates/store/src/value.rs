//! Values and rows: the common subset of what both databases keep.

use base::{Id, Instant};

use crate::StoreError;

/// One value of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// `bigint`: integers, booleans as 0 and 1, instants as microseconds.
    Int(i64),
    /// `double precision`.
    Real(f64),
    /// `text`: UTF-8, ordered by its bytes on both databases.
    Text(String),
    /// `bytea` or `blob`: ids and digests.
    Bytes(Vec<u8>),
    /// The next number of a counter, drawn by the writer in commit order and written as text. All
    /// uses of one draw of a counter in one write set get the same number.
    Next(Next),
}

/// How a number that is drawn at commit is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Next {
    /// The counter's name, for example an office and a day.
    pub counter: String,
    /// Which draw of the counter this is within its write set; mostly empty, for the only one.
    pub draw: String,
    /// What stands before the number.
    pub prefix: String,
    /// The least number of digits; larger numbers are written wider.
    pub width: usize,
    /// What stands after the number.
    pub suffix: String,
}

impl Next {
    /// What tells draws of one write set apart.
    pub(crate) fn name(&self) -> String {
        format!("{}#{}", self.counter, self.draw)
    }

    /// The text for a drawn number.
    pub(crate) fn write(&self, drawn: i64) -> String {
        format!(
            "{}{drawn:0width$}{}",
            self.prefix,
            self.suffix,
            width = self.width
        )
    }
}

macro_rules! into_value {
    ($($from:ty => |$x:ident| $to:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($x: $from) -> Value { $to }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Value { value.map_or(Value::Null, Value::from) }
        }
    )*};
}

into_value! {
    i64 => |x| Value::Int(x);
    bool => |x| Value::Int(i64::from(x));
    f64 => |x| Value::Real(x);
    &str => |x| Value::Text(x.to_owned());
    String => |x| Value::Text(x);
    Id => |x| Value::Bytes(x.0.to_vec());
    Instant => |x| Value::Int(x.0);
    Vec<u8> => |x| Value::Bytes(x);
    [u8; 32] => |x| Value::Bytes(x.to_vec());
    Next => |x| Value::Next(x);
}

/// One row of an answer, by position.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// The value at a position; `Null` past the end.
    pub fn value(&self, at: usize) -> &Value {
        self.0.get(at).unwrap_or(&Value::Null)
    }

    /// Text that must be there.
    pub fn text(&self, at: usize) -> Result<&str, StoreError> {
        self.opt_text(at)?.ok_or(StoreError::Shape {
            at,
            expected: "text",
        })
    }

    /// Text or nothing.
    pub fn opt_text(&self, at: usize) -> Result<Option<&str>, StoreError> {
        match self.value(at) {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            _ => Err(StoreError::Shape {
                at,
                expected: "text",
            }),
        }
    }

    /// Text that must be there, taken out of the row.
    pub fn take_text(&mut self, at: usize) -> Result<String, StoreError> {
        self.take_opt_text(at)?.ok_or(StoreError::Shape {
            at,
            expected: "text",
        })
    }

    /// Text or nothing, taken out of the row.
    pub fn take_opt_text(&mut self, at: usize) -> Result<Option<String>, StoreError> {
        match self.0.get_mut(at).map(std::mem::take) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(_) => Err(StoreError::Shape {
                at,
                expected: "text",
            }),
        }
    }

    /// An integer that must be there.
    pub fn int(&self, at: usize) -> Result<i64, StoreError> {
        self.opt_int(at)?.ok_or(StoreError::Shape {
            at,
            expected: "an integer",
        })
    }

    /// An integer or nothing.
    pub fn opt_int(&self, at: usize) -> Result<Option<i64>, StoreError> {
        match self.value(at) {
            Value::Null => Ok(None),
            Value::Int(value) => Ok(Some(*value)),
            _ => Err(StoreError::Shape {
                at,
                expected: "an integer",
            }),
        }
    }

    /// An instant that must be there.
    pub fn instant(&self, at: usize) -> Result<Instant, StoreError> {
        self.int(at).map(Instant)
    }

    /// An instant or nothing.
    pub fn opt_instant(&self, at: usize) -> Result<Option<Instant>, StoreError> {
        Ok(self.opt_int(at)?.map(Instant))
    }

    /// Bytes that must be there.
    pub fn bytes(&self, at: usize) -> Result<&[u8], StoreError> {
        match self.value(at) {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(StoreError::Shape {
                at,
                expected: "bytes",
            }),
        }
    }

    /// An id that must be there.
    pub fn id(&self, at: usize) -> Result<Id, StoreError> {
        self.opt_id(at)?.ok_or(StoreError::Shape {
            at,
            expected: "an id",
        })
    }

    /// An id or nothing.
    pub fn opt_id(&self, at: usize) -> Result<Option<Id>, StoreError> {
        match self.value(at) {
            Value::Null => Ok(None),
            Value::Bytes(bytes) => Id::from_slice(bytes).map(Some).ok_or(StoreError::Shape {
                at,
                expected: "an id",
            }),
            _ => Err(StoreError::Shape {
                at,
                expected: "an id",
            }),
        }
    }
}
