// What articles say of themselves in the words of many languages: tables, in lower case. facts.ts knows where in a text such words count.
// A language is a few entries in each; an entry is matched whole, from the beginning of a word, but in scripts without blanks.

const list = (text: string): string[] =>
  text
    .split(/[|\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')

/** "A Reuters reporter contributed": credits for a part. In lower case. */
export const CONTRIBUTED: readonly string[] = list(`
  contributed to this|contributed reporting|additional reporting|with inputs from|with input from|
  with agency inputs|with files from|with reporting by|and agencies|with agencies|mit material|
  unter verwendung|mit agenturmaterial|mit informationen von|mit dpa|mit afp|mit reuters|avec afp|
  avec reuters|avec agence|avec ap|con información de|con informacion de|con agencias|con informazioni|
  com informações|com agências|com agencias|met medewerking van|med material från|z wykorzystaniem|s využitím|
  katkıda bulun|katkısıyla|с использованием материалов|по материалам|за матеріалами|με πληροφορίες|ساهم في|
  ساهمت في|شارك في|بالتعاون مع|مع وكالات|ووكالات|בהשתתפות|השתתפה בהכנת|इनपुट|के साथ इनपुट|dengan bantuan|참고|
  综合|綜合|をもとに
`)

/** What stands before the name in a line that says where a text comes from. In lower case. */
export const SOURCE: readonly string[] = list(`
  source|sources|by|from|text by|credit|quelle|von|par|por|di|da|av|af|door|bron|källa|kilde|lähde|źródło|
  zdroj|forrás|sursa|kaynak|fuente|fonte|источник|джерело|източник|извор|πηγή|المصدر|مصدر|منبع|מקור|מאת|स्रोत|
  sumber|nguồn|来源|來源|据|據|出典|配信|출처|제공|የዜና ምንጭ
`)

/** "First appeared in": what follows names the outlet. In lower case; the longest first is not needed, one of them stands there. */
export const FIRST_IN: readonly string[] = list(`
  first appeared in|first appeared on|first appeared at|originally appeared in|originally appeared on|
  originally published by|originally published in|originally published on|originally published at|
  first published by|first published in|first published on|was republished from|republished from|
  reprinted from|reprinted with permission of|erschien zuerst in|erschien zuerst bei|erschien zuerst im|
  ist zuerst in|zuerst erschienen in|zuerst erschienen bei|zuerst erschienen im|zuerst veröffentlicht in|
  zuerst veröffentlicht bei|zuerst erschienen auf|erschien zuerst auf|ist zuerst bei|ist zuerst auf|erschien ursprünglich in|
  erschien ursprünglich bei|erschien ursprünglich auf|ursprünglich erschienen in|ursprünglich veröffentlicht von|
  publié initialement dans|publié initialement par|publié initialement sur|initialement publié par|initialement publié dans|
  initialement publié sur|publié pour la première fois dans|publié à l’origine par|publié à l'origine par|
  d’abord paru dans|d'abord paru dans|d’abord été publié par|d'abord été publié par|d'abord été publié dans|
  paru initialement dans|publicado originalmente en|se publicó originalmente en|publicado por primera vez en|
  apareció primero en|apareció originalmente en|originalmente publicado en|publicado originalmente por|publicado originalmente em|publicado originalmente no|
  publicado originalmente na|publicado originalmente pela|publicado originalmente pelo|publicada originalmente em|publicada originalmente no|
  publicada originalmente na|pubblicato originariamente su|pubblicato originariamente da|
  apparso per la prima volta su|originariamente pubblicato su|apparso originariamente su|pubblicato per la prima volta su|verscheen eerder in|verscheen eerder op|verscheen oorspronkelijk in|verscheen oorspronkelijk op|eerder verschenen in|oorspronkelijk gepubliceerd door|
  publicerades först i|publicerades ursprungligen i|blev først bragt i|ble først publisert i|
  ukazał się pierwotnie w|julkaistu alun perin|publicat inițial de|publicat inițial în|apărut inițial în|izvorno objavljeno u|
  pierwotnie opublikowany w|původně vyšel v|ilk olarak|впервые опубликовано в|
  впервые опубликована в|первоначально опубликовано в|вперше опубліковано в|δημοσιεύθηκε αρχικά στο|
  δημοσιεύτηκε αρχικά στο|نشر لأول مرة في|نُشر لأول مرة في|نشر المقال أولا في|نقلا عن صحيفة|نقلاً عن صحيفة|
  פורסם לראשונה ב|פורסמה לראשונה ב|मूल रूप से प्रकाशित|pertama kali terbit di|pertama kali diterbitkan di|đăng lần đầu trên|xuất bản lần đầu trên|نخستین بار در|اولین بار در|نشر اولا في|نشر هذا المقال في|
  本文首发于|原载于|原載於|首发于|首發於|本文首發於|转载自|轉載自|転載元|初出|원문 출처
`)

/** What stands between those words and the name. */
export const BEFORE_NAME: readonly string[] = list(`
  the|our partner|der|die|das|dem|den|der zeitung|le journal|el diario|el periódico|il quotidiano|o jornal|газете|журнале|издании|газеті|
  صحيفه|جريده|موقع|مجله|עיתון|העיתון
`)

/** How a line calls the text that it stands under: "This article first appeared in". In lower case. */
export const THIS_TEXT: readonly string[] = list(`
  this article|this story|this report|this piece|this column|this post|this essay|this interview|this commentary|this analysis|this op-ed|
  this version|this content|this text|this feature|an earlier version|a version of this|the article|the story|the post|
  artikel|beitrag|text|bericht|interview|kommentar|analyse|reportage|
  article|texte|reportage|tribune|entretien|artículo|articulo|texto|nota|reportaje|columna|entrevista|
  artigo|reportagem|matéria|articolo|testo|intervista|stuk|verhaal|artykuł|tekst|wywiad|článek|rozhovor|
  artikeln|texten|artikkelen|saken|artiklen|juttu|yazı|makale|haber|
  статья|материал|текст|колонка|стаття|матеріал|άρθρο|κείμενο|المقال|المقاله|المقالة|التقرير|الحوار|الخبر|النص|
  כתבה|הכתבה|המאמר|הטור|लेख|रिपोर्ट|tulisan|artikel ini|本文|此文|文章|この記事|本記事|기사|글
`)

/** Words for the day itself and the day before, where a head says when it happened. */
export const TODAY: readonly string[] = list(`
  today|heute|aujourd’hui|aujourd'hui|hoy|oggi|hoje|vandaag|idag|i dag|tänään|dziś|dzisiaj|dnes|azi|astăzi|
  bugün|сегодня|сьогодні|днес|данас|σήμερα|اليوم|امروز|היום|आज|hari ini|hôm nay|今天|今日|本日|오늘|วันนี้|ዛሬ
`)
export const YESTERDAY: readonly string[] = list(`
  yesterday|gestern|hier|ayer|ieri|ontem|gisteren|igår|i går|eilen|wczoraj|včera|tegnap|dün|вчера|вчора|јуче|
  χθες|χτες|أمس|امس|دیروز|אתמול|kemarin|hôm qua|昨天|昨日|어제|เมื่อวาน|ትናንት
`)

/** How a title or a head says which version it is. The number, where there is one, is the first group. In lower case. */
export const MARKS: readonly (readonly ['update' | 'correction' | 'repeat', RegExp])[] = [
  [
    'correction',
    /^(?:correct(?:ed|ion|s)|refile|amended|berichtigung|korrektur|korrigiert|rectificati(?:f|e)|correction|corrección|correccion|rettifica|correzione|correção|correctie|rättelse|rettelse|korjaus|sprostowanie|korekta|oprava|düzeltme|исправлен|уточнен|поправка|виправлен|διόρθωση|تصحيح|تصويب|תיקון|更正|訂正|정정|भूल सुधार|ralat|đính chính)/,
  ],
  ['repeat', /^(?:rpt|repeat|wdh|wiederholung)\b/],
  [
    'update',
    /^(?:update|updated|upd|wrapup|wrapup|aktualisiert|mise à jour|maj|actualización|actualizacion|actualiza|aggiornamento|atualização|atualizada|uppdatering|oppdatering|päivitys|aktualizacja|aktualizováno|güncelleme|обновлен|обновлено|оновлено|ενημέρωση|تحديث|محدث|עדכון|更新|続報|速報|종합|अपडेट|zusammenfassung|roundup|zf|kemaskini|cập nhật)\s*[-:#]?\s*(\d{1,2})?/,
  ],
  ['update', /\b(\d{1,2})(?:st|nd|rd|th) (?:ld|lead|update|write-?thr(?:u|ough))/],
  ['update', /^\(?(?:adds|updates|recasts|changes|новое, подробности|bullets|eds:)\b/],
  ['update', /\(?종합(\d)?보?\)/],
  ['update', /\(écrire|\((?:ergänzt|neu:)/],
  ['correction', /^\(?(?:corrects|fixes|in story headlined|clarifies)\b/],
]
