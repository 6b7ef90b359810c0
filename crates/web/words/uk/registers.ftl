registers-about = Чиї це дані
registers-about-fields = Осіб, указаних у полях: { $fields }
registers-about-nobody = Нічиї: персональних даних тут немає
registers-about-self = Особи, про яку запис
registers-any-purpose = Будь-яка мета
registers-class = Призначення
registers-class-procedural = Адміністративні процедури
registers-class-professional = Фахова робота установи
registers-class-statistical = Звіти й статистика
registers-correction = Строк відповіді на звернення про виправлення
registers-data-master = Основне
registers-data-reference = Довідкове
registers-data-source = Первинне
registers-dictionary = Словник даних
registers-field = Поле
registers-field-ground = Підстава
registers-fields = Поля
registers-fields-all = Усі поля
registers-fields-some = { $count ->
    [one] { $count } поле
    [few] { $count } поля
    [many] { $count } полів
   *[other] { $count } поля
 }
registers-ground = Правова підстава
registers-ground-same = Як для реєстру
registers-kept = Строк зберігання
registers-kept-for-ever = Безстроково
registers-kept-months = { $count ->
    [one] { $count } місяць
    [few] { $count } місяці
    [many] { $count } місяців
   *[other] { $count } місяця
 } після завершення запису
registers-kept-undeclared = Не визначено
registers-kept-years = { $count ->
    [one] { $count } рік
    [few] { $count } роки
    [many] { $count } років
   *[other] { $count } року
 } після завершення запису
registers-keys = Природні ключі
registers-keys-about = Жодні два записи не збігаються в:
registers-keys-none = Їх немає.
registers-lead = Що зберігає держава, хто за це відповідає і наскільки це якісно.
registers-level-error = Помилка
registers-level-warning = Попередження
registers-mark-key = Ключ
registers-mark-optional = Необов’язкове
registers-mark-search = Для пошуку
registers-mark-sensitive = Чутливе
registers-marks = Ознаки
registers-not-measured = Якість ще не виміряно
registers-papers = Які папери замінює
registers-papers-about = Ніхто не може вимагати цих паперів, бо реєстр містить те саме:
registers-papers-none = Жодних.
registers-reader = Роль
registers-reader-fields = Поля
registers-reader-ground = Підстава
registers-reader-purpose = Мета
registers-readers = Хто може бачити
registers-readers-none = Ніхто не може бачити записи.
registers-relation-office = Лише в межах відповідальності своєї установи
registers-relation-own = Лише власні та своїх неповнолітніх дітей
registers-rule = Правило
registers-rule-fields = Поля
registers-rule-level = У разі порушення
registers-rule-word = Вимірює
registers-rules = Правила
registers-rules-none = Правил не визначено.
registers-steward = Відповідальна установа
registers-steward-is = Відповідає { $agency }
registers-title = Реєстри
registers-type = Що містить
registers-type-agency = Установа
registers-type-boolean = Так чи ні
registers-type-code = Код зі списку { $list }
registers-type-date = Дата
registers-type-decimal = Десяткове число, знаків після коми: { $places }
registers-type-file = Файл
registers-type-geometry = Фігура на мапі
registers-type-identifier = Ідентифікатор { $format }
registers-type-instant = Момент часу
registers-type-integer = Ціле число
registers-type-list = Список: { $of }
registers-type-money = Сума, { $currency }
registers-type-name = Ім’я або назва
registers-type-partial-date = Дата, у якій день чи місяць можуть бути невідомі
registers-type-place = Місце
registers-type-record = Запис реєстру: { $register }
registers-type-text = Текст
registers-word-clean = Чисті
registers-word-correct = Правильні
registers-word-live = Живі
registers-word-shared = Спільні
registers-word-sufficient = Достатні
registers-word-unified = Єдині
