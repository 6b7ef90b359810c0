//! Anything that can be read and sought, as the library wants to see it.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::reader::{ChunkReader, Length};
use bytes::Bytes;

/// A file that several readers read at places of their own.
#[derive(Debug)]
pub(super) struct Source<R> {
    from: Arc<Mutex<R>>,
    length: u64,
}

impl<R> Clone for Source<R> {
    fn clone(&self) -> Source<R> {
        Source {
            from: Arc::clone(&self.from),
            length: self.length,
        }
    }
}

impl<R: Read + Seek> Source<R> {
    pub(super) fn new(mut from: R) -> io::Result<Source<R>> {
        let length = from.seek(SeekFrom::End(0))?;
        Ok(Source {
            from: Arc::new(Mutex::new(from)),
            length,
        })
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut from = self.from.lock().unwrap_or_else(PoisonError::into_inner);
        from.seek(SeekFrom::Start(at))?;
        from.read(into)
    }

    /// At most `length` bytes from `start`; fewer only at the end of the file.
    pub(super) fn bytes(&self, start: u64, length: usize) -> io::Result<Vec<u8>> {
        let left = usize::try_from(self.length.saturating_sub(start)).unwrap_or(usize::MAX);
        let mut bytes = Vec::new();
        let mut reader = At {
            source: self.clone(),
            at: start,
        };
        reader
            .by_ref()
            .take(length.min(left) as u64)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl<R: Send> Length for Source<R> {
    fn len(&self) -> u64 {
        self.length
    }
}

impl<R: Read + Seek + Send> ChunkReader for Source<R> {
    type T = At<R>;

    fn get_read(&self, start: u64) -> Result<At<R>> {
        Ok(At {
            source: self.clone(),
            at: start,
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let bytes = self
            .bytes(start, length)
            .map_err(|error| ParquetError::External(Box::new(error)))?;
        if bytes.len() < length {
            return Err(ParquetError::EOF(
                "the file ends before a part of it".to_owned(),
            ));
        }
        Ok(Bytes::from(bytes))
    }
}

/// A reader that remembers its own place.
#[derive(Debug)]
pub(super) struct At<R> {
    source: Source<R>,
    at: u64,
}

impl<R: Read + Seek> Read for At<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read_at(self.at, into)?;
        self.at += read as u64;
        Ok(read)
    }
}
