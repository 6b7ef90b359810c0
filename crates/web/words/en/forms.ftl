problem-date-incomplete = “{ $label }” must have a day, a month and a year
problem-date-range = “{ $label }” must be between { $first } and { $last }
problem-date-unreal = “{ $label }” must be a date that exists
problem-hidden = “{ $label }” contains characters that cannot be seen; type it again
problem-missing = Fill in “{ $label }”
problem-missing-choice = Choose an answer for “{ $label }”
problem-number = “{ $label }” must be a whole number, such as 12
problem-range = “{ $label }” must be between { $min } and { $max }
problem-too-long = { $max ->
    [one] “{ $label }” must have at most { $max } character
   *[other] “{ $label }” must have at most { $max } characters
}
problem-unlisted = “{ $label }” must be one of the answers listed
