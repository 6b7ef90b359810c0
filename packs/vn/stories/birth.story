# A birth is declared once. Who does what, line by line, through the doors people use; the words of
# this language are explained in docs/guide/story.md. The clock stands still until it is set.

# 1. The hospital signs and sends the birth notice. The state begins.
hospital   sends    birth-notices number=CS-2026-0001 mother={mother.number} born_on=2026-11-01 born_at=03:40 sex=female weight=3150
mother     opens    /me
mother     sees     @event-birth-offer
father     opens    /me
father     sees     @event-birth-offer

# 2. The mother opens the life event. What the registers know is filled in, marked with its source.
clock      at       2026-11-02T15:40:00+07:00
mother     opens    /event/birth
mother     opens    /event/birth/known
mother     sees     @evidence-birth-linked-notice @evidence-birth-linked-marriage @register-marriages "CS-2026-0001"
mother     opens    /event/birth/q/name
mother     fills    /q/name answer="" 422
mother     fills    /q/name answer="Lê Minh Anh"
mother     opens    /event/birth/q/facility
mother     fills    /q/facility answer=68901
mother     opens    /event/birth/q/delivery
mother     fills    /q/delivery answer=electronic
mother     opens    /event/birth/check
mother     sees     "Lê Minh Anh" @procedure-birth-registration @procedure-residence @procedure-insurance-card
mother     lacks    @paper-birth-notice-paper @paper-marriage-certificate

# 3. One application, one case that she sees. After 15:00 it counts from the next working day.
mother     fills    /submit
mother     keeps    A
mother     tells    $A
mother     opens    /event/birth
mother     lacks    "/submit"
father     opens    /me
father     follows  /consent/
father     fills    /consent/ agree=yes

# 4. The civil-status officer's desk: evidence is already fetched.
clock      at       2026-11-03T08:10:00+07:00
civil-td   opens    /desk
civil      opens    /desk/post
civil      fills    /desk/post post="civil-status-officer H36.75"
civil      opens    /desk
civil      follows  /desk/case/
civil      keeps    B
civil      sees     "CS-2026-0001" @evidence-birth-linked-notice @evidence-birth-linked-mother
civil-td   opens    /desk/case/$B 403
civil      fills    /claim
civil      fills    /act/send-draft
mother     opens    /case/$A
mother     sees     @stage-birth-registration-draft
mother     fills    /act/confirm
civil      opens    /desk/case/$B
civil      fills    /act/register
mother     tells    $A

# 5. The number goes on by itself; police and insurance decide.
police     opens    /desk
police     follows  /desk/case/
police     fills    /claim
police     fills    /act/register
insurance  opens    /desk
insurance  follows  /desk/case/
insurance  fills    /claim
insurance  fills    /act/issue

# 6. Results: a page, a document, a code that anybody can check.
mother     tells    $A
mother     opens    /case/$A
mother     follows  /result/
mother     keeps    R
mother     sees     "KQ.G15.000031" "Lê Minh Anh"
mother     keeps    CODE /check/
mother     opens    /result/$R.pdf
mother     gets     %PDF-1
nobody     opens    /check/$CODE
nobody     sees     "KQ.G15.000031"
nobody     lacks    "Lê Minh Anh"

# 7. Every look at her and her child's data, with a proof.
mother     opens    /looks
mother     sees     @role-civil-status-officer @register-birth-notices
mother     follows  /looks/
mother     keeps    E
mother     opens    /looks/$E/proof
mother     gets     c2sp.org/tlog-proof@v1

# 8. The committee's figures have moved because of this case.
committee  opens    /board
committee  sees     @indicator-linked-births @indicator-on-time
committee  follows  /board/linked-births/
committee  sees     "H36.75"
