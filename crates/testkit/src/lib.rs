//! What tests share: both databases, fresh for every test, from one text.
//!
//! SQLite always; PostgreSQL when `MOTCUA_TEST_POSTGRES` holds the URL of a server on which
//! databases may be created (`./test` starts one and sets it). Never a normal dependency.

use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use store::Store;

/// Runs a test on a fresh SQLite database, and on a fresh PostgreSQL database if there is a
/// server. Panics, as a test does, when a database cannot be made.
pub fn on_both<F, Fut>(test: F)
where
    F: Fn(Store) -> Fut,
    Fut: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let folder = Folder::new();
    runtime.block_on(async {
        let url = format!("sqlite:{}", folder.path("test.db"));
        test(Store::open(&url).await.expect("a fresh SQLite database")).await;
        if let Some(url) = fresh_postgres().await {
            test(
                Store::open(&url)
                    .await
                    .expect("a fresh PostgreSQL database"),
            )
            .await;
        }
    });
}

/// The URL of a new, empty PostgreSQL database; `None` without a server.
pub async fn fresh_postgres() -> Option<String> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    #[expect(
        clippy::disallowed_methods,
        reason = "tests learn from ./test where the server is"
    )]
    let server = std::env::var("MOTCUA_TEST_POSTGRES").ok()?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("t_{}_{number}", std::process::id());
    let admin = Store::open(&server).await.expect("the test server");
    store::testing::create_database(&admin, &name)
        .await
        .expect("a new database");
    Some(store::testing::with_database(&server, &name))
}

/// A folder that goes when the test ends.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A new empty folder under the system's temporary folder.
    #[expect(
        clippy::new_without_default,
        reason = "making a folder is an act, not a default"
    )]
    pub fn new() -> Folder {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("motcua-test-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Folder(path)
    }

    /// A path inside, as text.
    pub fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A file still open elsewhere may stay; the system's own clean-up takes it.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
