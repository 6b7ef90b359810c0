//! Presses of buttons on both databases.

use crate::common::{at, ctx, identity, mai};
use identity::Press;
use ledger::{Act, Kind, Ledger};
use store::WriteError;

const WEEK: i64 = 7 * 24 * 3600;

#[test]
fn what_a_press_asks_for_is_done_once_and_known_until_its_session_is_over() {
    testkit::on_both(|store| async move {
        let identity = identity(store.clone()).await;
        let account = identity.make(&ctx(1, 0), mai()).await.unwrap();
        let ledger = Ledger::new(store);
        let press = Press::new(account, &[b"/boat/note", b"csrf=a.b&note=leaks"]);
        assert_eq!(identity.pressed(&press, at(1)).await.unwrap(), None);

        let noted = |n| press.mark(Act::new(&ctx(n, 1), Kind::CaseNoted), "/boat?done=note");
        ledger.commit(noted(2)).await.unwrap();
        let again = ledger.commit(noted(3)).await;
        assert!(matches!(again, Err(WriteError::Lost { .. })), "{again:?}");
        let led = identity.pressed(&press, at(2)).await.unwrap();
        assert_eq!(led.as_deref(), Some("/boat?done=note"));
        let other = Press::new(account, &[b"/boat/note", b"csrf=c.d&note=leaks"]);
        assert_eq!(identity.pressed(&other, at(2)).await.unwrap(), None);

        let late = at(WEEK + 2);
        assert_eq!(identity.pressed(&press, late).await.unwrap(), None);
        assert_eq!(identity.sweep(late).await.unwrap(), 1);
        ledger.commit(noted(4)).await.unwrap();
    });
}
