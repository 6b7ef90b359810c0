duration-days = { $count ->
    [one] { $count } день
    [few] { $count } дні
    [many] { $count } днів
   *[other] { $count } дня
}
duration-hours = { $count ->
    [one] { $count } година
    [few] { $count } години
    [many] { $count } годин
   *[other] { $count } години
}
duration-minutes = { $count ->
    [one] { $count } хвилина
    [few] { $count } хвилини
    [many] { $count } хвилин
   *[other] { $count } хвилини
}
duration-working-days = { $count ->
    [one] { $count } робочий день
    [few] { $count } робочі дні
    [many] { $count } робочих днів
   *[other] { $count } робочого дня
}
format-date = { $day } { $month } { $year }{ "\u00A0" }р.
format-date-medium = { $day } { $month } { $year }{ "\u00A0" }р.
format-date-time = { $date }, { $time }
format-date-weekday = { $weekday }, { $date }
format-percent = { $number }{ "\u00A0" }%
month-01 = січня
month-02 = лютого
month-03 = березня
month-04 = квітня
month-05 = травня
month-06 = червня
month-07 = липня
month-08 = серпня
month-09 = вересня
month-10 = жовтня
month-11 = листопада
month-12 = грудня
month-short-01 = січ.
month-short-02 = лют.
month-short-03 = бер.
month-short-04 = квіт.
month-short-05 = трав.
month-short-06 = черв.
month-short-07 = лип.
month-short-08 = серп.
month-short-09 = вер.
month-short-10 = жовт.
month-short-11 = лист.
month-short-12 = груд.
number-decimal = ,
number-group = { "\u00A0" }
weekday-1 = понеділок
weekday-2 = вівторок
weekday-3 = середа
weekday-4 = четвер
weekday-5 = п’ятниця
weekday-6 = субота
weekday-7 = неділя
