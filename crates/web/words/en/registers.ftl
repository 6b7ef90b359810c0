registers-about = Whose data it is
registers-about-fields = The people named in: { $fields }
registers-about-nobody = Nobody’s: it has no personal data
registers-about-self = The person the record is about
registers-any-purpose = Any purpose
registers-class = What it is for
registers-class-procedural = Administrative procedures
registers-class-professional = Professional work of an agency
registers-class-statistical = Reports and statistics
registers-correction = A request for correction is answered within
registers-data-master = Master
registers-data-reference = Reference
registers-data-source = Source
registers-dictionary = Data dictionary
registers-field = Field
registers-field-ground = Ground
registers-fields = Fields
registers-fields-all = All fields
registers-fields-some = { $count ->
    [one] One field
   *[other] { $count } fields
 }
registers-ground = Legal ground
registers-ground-same = As for the register
registers-kept = How long records are kept
registers-kept-for-ever = For ever
registers-kept-months = { $count ->
    [one] One month
   *[other] { $count } months
 } after a record has ended
registers-kept-undeclared = Not declared
registers-kept-years = { $count ->
    [one] One year
   *[other] { $count } years
 } after a record has ended
registers-keys = Natural keys
registers-keys-about = No two records are the same in:
registers-keys-none = It has none.
registers-lead = What is kept, who answers for it, and how good it is.
registers-level-error = Error
registers-level-warning = Warning
registers-mark-key = Key
registers-mark-optional = May be empty
registers-mark-search = Found by
registers-mark-sensitive = Sensitive
registers-marks = Marks
registers-not-measured = Not measured yet
registers-papers = Papers it replaces
registers-papers-about = Nobody may ask for these papers, because the register says the same:
registers-papers-none = It replaces none.
registers-reader = Role
registers-reader-fields = Fields
registers-reader-ground = Ground
registers-reader-purpose = For what
registers-readers = Who may see it
registers-readers-none = Nobody may see its records.
registers-relation-office = Only within what their office answers for
registers-relation-own = Their own and their minor children’s
registers-rule = Rule
registers-rule-fields = Fields
registers-rule-level = If broken
registers-rule-word = Measures
registers-rules = Rules
registers-rules-none = No rule is declared.
registers-steward = Steward
registers-steward-is = Kept by { $agency }
registers-title = Registers
registers-type = Holds
registers-type-agency = Agency
registers-type-boolean = Yes or no
registers-type-code = Code in the list { $list }
registers-type-date = Date
registers-type-decimal = Decimal number, { $places } places
registers-type-file = File
registers-type-geometry = Shape on the map
registers-type-identifier = Identifier { $format }
registers-type-instant = Point in time
registers-type-integer = Whole number
registers-type-list = List of: { $of }
registers-type-money = Amount of money, { $currency }
registers-type-name = Name
registers-type-partial-date = Date of which day or month may be unknown
registers-type-place = Place
registers-type-record = Record of: { $register }
registers-type-text = Text
registers-word-clean = Clean
registers-word-correct = Correct
registers-word-live = Live
registers-word-shared = Shared
registers-word-sufficient = Sufficient
registers-word-unified = Unified
