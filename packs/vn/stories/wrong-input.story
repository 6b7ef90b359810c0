# Wrong input gets one clear message and loses nothing that was typed.
hospital   sends    birth-notices number=CS-2026-0002 mother={mother.number} born_on=2026-11-01 sex=male weight=3000
hospital   sends    birth-notices number=CS-2026-0003 mother=000000000000 born_on=2026-11-01 sex=male 422
hospital   sends    birth-notices number=CS-2026-0004 mother={mother.number} born_on=2026-04-31 sex=male 422

# A name of 300 letters, one with a zero-width character, one of nothing but spaces.
mother     opens    /event/birth/q/name
mother     fills    /q/name answer=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA 422
mother     holds    answer=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
mother     fills    /q/name answer="Lê​Anh" 422
mother     fills    /q/name answer="   " 422
mother     fills    /q/name answer="Lê An"

# A value is disputed, with two clicks: one ticket, and one answer of the steward.
mother     opens    /event/birth/known
mother     follows  /wrong/marriage/married_on
mother     fills    /wrong/ said="Ngày kết hôn không đúng."
mother     repeats
steward    opens    /desk/tickets
steward    follows  /desk/tickets/
steward    fills    /desk/tickets/ outcome=rejected answer="Sổ kết hôn ghi như vậy."
steward    repeats

# The session ends while somebody types: after signing in again, what was typed is still there.
clock      passes   1
mother     dozes
mother     opens    /event/birth/q/name
mother     fills    /sign-in login=mother password=mot-cua-demo
mother     opens    /event/birth/q/name
clock      passes   1
mother     dozes
mother     fills    /q/name answer="Lê Bình"
mother     fills    /sign-in login=mother password=mot-cua-demo
mother     holds    answer="Lê Bình"
mother     fills    /q/name
mother     opens    /event/birth/q/name
mother     opens    /event/birth/q/facility
mother     fills    /q/facility answer=99999 422
mother     fills    /q/facility answer=68901
mother     opens    /event/birth/q/delivery
mother     fills    /q/delivery answer=pigeon 422
mother     fills    /q/delivery answer=electronic

# Two clicks, one case; the way back leads to it too.
mother     opens    /event/birth/check
mother     sees     "Lê Bình"
mother     fills    /submit
mother     keeps    A
mother     repeats
mother     opens    /case/$A
mother     opens    /event/birth/check
mother     lacks    "/submit"

# Nobody, a stranger, and somebody who guesses.
nobody     opens    /case/$A
committee  opens    /case/$A 403
nobody     opens    /check/aaaaaaaaaaaaaaaaaaaaaaaaaa 404
nobody     opens    /no/such/page 404

# She takes it back; the occasion is free again.
mother     opens    /case/$A/withdraw
mother     fills    /withdraw
mother     opens    /event/birth
