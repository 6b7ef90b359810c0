error-busy = Somebody else was quicker
error-busy-about = Nothing was saved. Go back, look at how things stand now, and try again.
error-failed = Sorry, something failed on our side
error-failed-about = What was saved before is still there. Try again in a few minutes. If it fails again, tell us the number { $number }.
error-foreign = This form is out of date
error-foreign-about = It came from a page of an earlier session, or from another site, so it was not accepted. Open the page again and send it once more.
error-form = The form could not be read
error-form-about = It was too large, or a part of it is missing. Go back, check what you entered, and send it again.
error-level = We must first be sure who you are
error-level-about = This page shows personal data. Show your identity document at an office once; then it opens.
error-not-found = There is nothing here
error-not-found-about = Check the address. The page may have moved, or it may be somebody else’s.
error-not-now = This cannot be done now
error-not-now-about = The case has moved on. Open it again to see how it stands.
error-not-shared = This record is not shared now
error-not-shared-about = Something that identifies it is said to be wrong. Whoever answers for the register must correct it or reject the claim; until then ask for a paper.
error-refused = You may not open this
error-refused-about = It was refused, and the refusal is recorded. If your work needs it, choose the right post or ask your office.
error-too-many = That was too often
error-too-many-about = { $seconds ->
    [one] Wait { $seconds } second, then try again.
   *[other] Wait { $seconds } seconds, then try again.
}
error-way-on = Go to your start page
menu-account = Account
menu-board = Figures
menu-check = Check a certificate
menu-desk = Desk
menu-home = Home
menu-inbox = Inbox
menu-looks = Who looked at my data
menu-me = My page
menu-registers = Registers
menu-tickets = Corrections
