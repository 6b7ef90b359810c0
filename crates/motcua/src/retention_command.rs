//! `motcua retention`: which records need not be kept any longer. Erasing is an act on a legal ground,
//! by somebody who answers for it, and no command does it by itself.

use std::process::ExitCode;

use access::Circumstances;
use registers::Registers;

use crate::args::Retention;
use crate::clock::Clock;
use crate::wiring::{self, chain, open_existing, pack_in_force};

/// Prints one line a record: register, record, until when it had to be kept.
pub(crate) async fn run(args: Retention) -> Result<ExitCode, String> {
    let store = open_existing(&args.kept.store()).await?;
    let pack = pack_in_force(&store).await?;
    let registers = Registers::lower(&pack);
    let today = pack.calendar.date_of(Clock::real().now());
    let all = match &args.register {
        Some(register) => vec![wiring::register(&registers, register)?],
        None => registers.all().iter().collect(),
    };
    let mut count = 0_u64;
    for declared in all {
        let mut after = None;
        loop {
            let page = registers.past_retention(&store, declared.id(), today, after);
            let page = page.await.map_err(|error| chain(&error))?;
            for record in &page.records {
                let until = declared.keep_until(record);
                let until = until.map(|day| day.to_string()).unwrap_or_default();
                println!("{} {} kept until {until}", declared.id(), record.id);
                count += 1;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    println!("{count} records need not be kept any longer; nothing was erased");
    Ok(ExitCode::SUCCESS)
}
