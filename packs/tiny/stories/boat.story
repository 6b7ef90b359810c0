# A bought boat whose builder sent no notice: the register is silent, so a paper is asked for, the
# steward hears of it, the registrar asks once for a supplement, and the owner's silence confirms.

mai      opens    /me
mai      opens    /event/boat
mai      opens    /event/boat/q/boat
mai      fills    /q/boat answer=x 422
mai      fills    /q/boat answer=Petrel
mai      opens    /event/boat/q/origin
mai      fills    /q/origin answer=bought
mai      opens    /event/boat/q/builder
mai      fills    /q/builder answer=""
mai      opens    /event/boat/q/built_on
mai      fills    /q/built_on answer-day=31 answer-month=4 answer-year=2024 422
mai      fills    /q/built_on answer-day=30 answer-month=4 answer-year=2024
mai      opens    /event/boat/q/kind
mai      fills    /q/kind answer=sailing
mai      opens    /event/boat/q/size
mai      fills    /q/size answer=middle
mai      opens    /event/boat/q/engine
mai      fills    /q/engine answer=no
mai      opens    /event/boat/q/harbour
mai      fills    /q/harbour answer=H1
mai      opens    /event/boat/q/moor
mai      fills    /q/moor answer=yes
mai      opens    /event/boat/q/bill-of-sale
mai      fills    /q/bill-of-sale answer=@empty.pdf 422
mai      fills    /q/bill-of-sale answer=@text.pdf 422
mai      fills    /q/bill-of-sale answer=@bill.pdf
mai      repeats
mai      opens    /event/boat/check
mai      fills    /submit
mai      keeps    A
mai      repeats
mai      tells    $A

binh     opens    /desk/post
binh     fills    /desk/post post="registrar RG"
binh     opens    /desk
binh     follows  /desk/case/
binh     keeps    B
binh     fills    /claim
binh     repeats
binh     fills    /note note="The builder does not answer."
binh     repeats
binh     fills    /act/ask ask-paper-1="Bill of sale" ask-shows-1="The seller's signature"
binh     repeats
mai      opens    /case/$A
mai      sees     "The seller's signature"
mai      fills    /act/supply file-boat-licence-0=@signed.pdf
mai      repeats
binh     opens    /desk/case/$B
binh     fills    /act/send-draft
clock    passes   3
mai      opens    /case/$A
mai      sees     @stage-boat-licence-enter
binh     opens    /desk/post
binh     fills    /desk/post post="registrar RG"
binh     opens    /desk/case/$B
binh     fills    /act/license

lan      opens    /desk/post
lan      fills    /desk/post post="harbour-master HO"
lan      opens    /desk
lan      follows  /desk/case/
lan      fills    /claim
lan      fills    /act/moor
mai      tells    $A
mai      opens    /case/$A
mai      follows  /result/
mai      keeps    R
mai      opens    /result/$R.pdf
mai      gets     %PDF-1

binh     opens    /desk/post
binh     fills    /desk/post post="steward RG"
binh     opens    /desk/tickets
council  opens    /board
council  sees     @indicator-on-time
