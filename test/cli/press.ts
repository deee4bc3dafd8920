// Paragraphs for the tests of the command, written for them; towns, people and outlets are invented.

export const bridge =
  'The harbour bridge at Aldmoor reopened to traffic on Tuesday after eleven months of repairs to its southern arch.'
export const hangers =
  "Engineers replaced the hangers and the bearings under the carriageway, the county's roads director Mira Holt told reporters at the site."
export const shops =
  'Shopkeepers on Quay Street said they had lost much of their trade while lorries were sent round by the northern ring road.'
export const limit =
  'The council will decide in June whether heavy vehicles may cross again, and until then only cars and bicycles are let through.'
export const ferries =
  'Ferries that carried commuters over the estuary for the whole winter will sail for one more week and then return to the island route.'
export const rain =
  'Rain fell for nineteen days on the Tarnholm plateau, and the reservoir keeper opened both spillways for the first time since the dam was built.'
export const cattle =
  'Farmers downstream moved cattle to the ridge overnight with borrowed trailers, helped by students from the agricultural college.'
export const soup =
  'A kitchen in the parish hall served soup to the volunteers who filled sandbags until the river gauge stopped climbing at dawn.'
export const pool =
  'Divers sealed the crack under the starting blocks within a day and the swimming hall opened again before the school holidays began.'
export const choir =
  'A choir of retired tram drivers sang at the reopening and was joined by passengers who still knew the words of the old depot song.'
export const llamas =
  'Three llamas escaped from a petting farm near Weserland and were led home by a postman who carried carrots for his own lunch.'
export const bakery =
  'The bakery on Mill Lane took on forty apprentices from abroad and found rooms for them above the closed post office.'
export const letter =
  "Subscribe to the Courier newsletter and get the weekend's best reporting from the valley in your inbox every Friday morning."

export const faehre =
  'Die Fähre über die Allertalsperre fährt seit Montag wieder, sagte Bürgermeisterin Jördis Grün vor zahlreichen Gästen auf der Mole.'
export const gaeste =
  'Über den Winter hatten Handwerker aus dem Nachbarort die Maschine ausgebaut, gereinigt und mit neuen Dichtungen wieder eingesetzt.'
export const most =
  'Мост через реку Камну закрыли на ремонт до осени, сообщил глава дорожного управления Игорь Ладов на встрече с жителями города.'
export const avtobus =
  'Автобусы будут ходить в объезд через старую плотину, а пешеходов перевезут на лодках добровольцы из спортивного общества.'
export const jisr =
  'أعيد افتتاح الجسر القديم في مدينة المرسى صباح الثلاثاء بعد أشهر من أعمال الترميم التي شملت القوس الجنوبي والسور الحجري.'
export const suq =
  'وقال أصحاب المتاجر في شارع الميناء إنهم خسروا جزءا كبيرا من زبائنهم طوال الشتاء لأن الشاحنات كانت تسلك الطريق الشمالي.'
export const qiao =
  '青江市老桥经过近一年的修缮后于星期二重新开放，桥面南侧的石拱和栏杆全部更换，市民可以步行或骑车通过，货车仍需绕行北环路。'
export const dian =
  '码头街的店主们说，整个冬天顾客明显减少，因为卡车和公共汽车都改走北环路，他们希望夏天游客能够再次回到江边的小店和茶馆。'
export const saphan =
  'สะพานเก่าข้ามแม่น้ำในเมืองเปิดให้ประชาชนสัญจรอีกครั้งเมื่อวันอังคารหลังการซ่อมแซมที่ใช้เวลานานหลายเดือนและชาวบ้านต่างยินดีกับข่าวนี้'
export const talat =
  'พ่อค้าแม่ค้าริมท่าเรือเล่าว่าตลอดฤดูหนาวลูกค้าหายไปมากเพราะรถบรรทุกต้องอ้อมไปทางเหนือและหวังว่านักท่องเที่ยวจะกลับมาในฤดูร้อน'
export const gesher =
  'הגשר הישן בנמל שער הים נפתח מחדש לתנועה ביום שלישי לאחר חודשים ארוכים של עבודות שיקום בקשת הדרומית ובמעקה האבן.'
export const pul =
  'नदी पर बना पुराना पुल कई महीनों की मरम्मत के बाद मंगलवार को फिर से खोल दिया गया और शहर के लोगों ने मिठाई बाँटकर खुशी मनाई।'
