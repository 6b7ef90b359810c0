problem-date-incomplete = У полі «{ $label }» потрібні день, місяць і рік
problem-date-range = «{ $label }»: дата має бути від { $first } до { $last }
problem-date-unreal = «{ $label }»: такої дати не існує
problem-hidden = «{ $label }» містить невидимі символи; введіть ще раз
problem-missing = Заповніть поле «{ $label }»
problem-missing-choice = Виберіть відповідь: «{ $label }»
problem-number = «{ $label }»: введіть ціле число, наприклад 12
problem-range = «{ $label }»: значення має бути від { $min } до { $max }
problem-too-long = { $max ->
    [one] «{ $label }»: не більше { $max } символу
    [few] «{ $label }»: не більше { $max } символів
    [many] «{ $label }»: не більше { $max } символів
   *[other] «{ $label }»: не більше { $max } символу
}
problem-unlisted = «{ $label }»: виберіть один із запропонованих варіантів
